import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { Secret } from '#lib/secret.ts'
import { commonNameOf, fieldsOf, nameText } from './distinguished-name.ts'
import { x509 } from './peculiar.ts'
import { derOf, pemBlocks, toPem } from './pem.ts'
import { publicKeyOf } from './private-key.ts'
import { reading } from './reading.ts'

export type Certificate = {
  pem: string
  /** As Windows shows it: `CN=mail.example.com, O=Example, C=AU`. */
  subject: string
  issuer: string
  commonName: string | undefined
  /** Upper-case hex, as PowerShell shows it. */
  serial: string
  /** Thumbprints as Windows shows them: upper-case hex without spaces. */
  sha1: string
  sha256: string
  notBefore: Date
  notAfter: Date
  /** DNS names and IP addresses of the subject alternative name. */
  names: string[]
  isCa: boolean
  pathLength: number | undefined
  /** `rsa`, `ec` …, and for RSA the length of the modulus. */
  key: { type: string; bits: number | undefined }
  /** URLs of CRL distribution points, and of the issuer's certificate. */
  cdp: string[]
  aia: string[]
  /** Subject and authority key identifiers, upper-case hex. */
  ski: string | undefined
  aki: string | undefined
}

/** Reads one certificate. Throws `invalid` for anything else, whatever the bytes are. */
export function readCertificate(pem: string): Certificate {
  return reading('certificate', () => factsOf(parseCertificate(pem)))
}

/** A file as servers hold it, leaf first, taken apart. */
export const certificatesIn = (pem: string): string[] =>
  pemBlocks(pem, 'CERTIFICATE').map((der) => toPem(der, 'CERTIFICATE'))

export function keyBelongsTo(key: Secret, certificatePem: string): boolean {
  return publicKeyOf(key).equals(keyIn(parseCertificate(certificatePem)))
}

export const parseCertificate = (pem: string): x509.X509Certificate =>
  reading('certificate', () => new x509.X509Certificate(derOf(pem, 'CERTIFICATE')))

export const keyIn = ({ publicKey }: { publicKey: x509.PublicKey }): KeyObject =>
  reading('public key', () => createPublicKey({ key: Buffer.from(publicKey.rawData), format: 'der', type: 'spki' }))

export const upperHex = (hex: string): string => hex.toUpperCase()

function factsOf(certificate: x509.X509Certificate): Certificate {
  const der = Buffer.from(certificate.rawData)
  const subject = fieldsOf(certificate.subjectName)
  const constraints = certificate.getExtension(x509.BasicConstraintsExtension)
  const key = keyIn(certificate)
  return {
    pem: toPem(der, 'CERTIFICATE'),
    subject: nameText(subject),
    issuer: nameText(fieldsOf(certificate.issuerName)),
    commonName: commonNameOf(subject),
    serial: upperHex(certificate.serialNumber),
    sha1: upperHex(createHash('sha1').update(der).digest('hex')),
    sha256: upperHex(createHash('sha256').update(der).digest('hex')),
    notBefore: dateOf(certificate.notBefore),
    notAfter: dateOf(certificate.notAfter),
    names: namesIn(certificate),
    isCa: constraints?.ca ?? false,
    pathLength: constraints?.pathLength,
    key: { type: key.asymmetricKeyType ?? 'unknown', bits: key.asymmetricKeyDetails?.modulusLength },
    cdp: crlUrlsIn(certificate),
    aia: (certificate.getExtension(x509.AuthorityInfoAccessExtension)?.caIssuers ?? []).map(({ value }) => value),
    ski: certificate.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId.toUpperCase(),
    aki: certificate.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId?.toUpperCase(),
  }
}

function namesIn(certificate: x509.X509Certificate): string[] {
  const names = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? []
  return names.filter(({ type }) => type === 'dns' || type === 'ip').map(({ value }) => value)
}

function crlUrlsIn(certificate: x509.X509Certificate): string[] {
  const points = certificate.getExtension(x509.CRLDistributionPointsExtension)?.distributionPoints ?? []
  const names = Array.from(points).flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? [])
  return names.flatMap(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? [])
}

function dateOf(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new Error('a date in it is no date')
  return date
}
