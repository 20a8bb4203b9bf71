import type { Answers } from '#lib/parts/answers.ts'
import type { DistinguishedName } from '#lib/protocols/x509/distinguished-name.ts'

/** Who the certificates of a lab are about. */
export const rootSubject = ({ pki }: Answers): DistinguishedName => inOrganisation(pki, pki.rootName)
export const intermediateSubject = ({ pki }: Answers): DistinguishedName => inOrganisation(pki, pki.intermediateName)
export const leafSubject = ({ pki, lab }: Answers): DistinguishedName => inOrganisation(pki, lab.mailName)

/** What clients call: each must be in the certificate that Exchange and HAProxy serve. */
export const leafNames = ({ lab }: Answers): string[] => [lab.mailName, lab.autodiscoverName]

const inOrganisation = ({ organisation, country }: Answers['pki'], commonName: string): DistinguishedName => ({
  commonName,
  organisation,
  country,
})
