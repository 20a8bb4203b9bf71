import { kept } from './kept-names.ts'
import type { LabAnswers } from './lab/schema.ts'

/** What anybody may fetch over plain http, in DER, under the PKI name: the CDP and AIA of every certificate point here. */
export const published = [
  { name: 'root.crl', kept: kept.rootCrl, contentType: 'application/pkix-crl' },
  { name: 'intermediate.crl', kept: kept.intermediateCrl, contentType: 'application/pkix-crl' },
  { name: 'root.crt', kept: kept.rootCertificate, contentType: 'application/pkix-cert' },
  { name: 'intermediate.crt', kept: kept.intermediateCertificate, contentType: 'application/pkix-cert' },
] as const

export type PublishedName = (typeof published)[number]['name']

export const publishedUrl = (lab: LabAnswers, name: PublishedName): string => `http://${lab.pkiName}/${name}`
