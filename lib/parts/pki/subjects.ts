import type { Answers } from '#lib/parts/answers.ts'
import type { DistinguishedName } from '#lib/protocols/x509/distinguished-name.ts'

/** Who the authorities of a lab are. */
export const rootSubject = ({ pki }: Answers): DistinguishedName => inOrganisation(pki, pki.rootName)
export const intermediateSubject = ({ pki }: Answers): DistinguishedName => inOrganisation(pki, pki.intermediateName)

const inOrganisation = ({ organisation, country }: Answers['pki'], commonName: string): DistinguishedName => ({
  commonName,
  organisation,
  country,
})
