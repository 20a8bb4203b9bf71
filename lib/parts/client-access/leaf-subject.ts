import type { Answers } from '#lib/parts/answers.ts'
import type { DistinguishedName } from '#lib/protocols/x509/distinguished-name.ts'

/** What clients call: the certificate that Exchange and HAProxy serve must cover each. */
export const clientNames = ({ lab }: Answers): string[] => [lab.mailName, lab.autodiscoverName]

/** What stands in the certificate: the names themselves, or the wildcard of their domain. */
export function leafNames(answers: Answers): string[] {
  const names = clientNames(answers)
  return answers['client-access'].wildcard ? [...new Set(names.map(wildcardOf))] : names
}

/** Whom the certificate is made out to; the field's order for a request: `c=AU, s=NSW, o=…, ou=…, cn=mail.…`. */
export function leafSubject(answers: Answers): DistinguishedName & { commonName: string } {
  const { organisationalUnit, state } = answers['client-access']
  const { organisation, country } = answers.pki
  const [commonName = ''] = leafNames(answers)
  return { commonName, organisationalUnit, organisation, state, country }
}

/** The subject as `-SubjectName` of New-ExchangeCertificate takes it. A value with signs of its own stands in quotes. */
export function subjectName(answers: Answers): string {
  const { country = '', state = '', organisation = '', organisationalUnit = '', commonName } = leafSubject(answers)
  const parts = { c: country, s: state, o: organisation, ou: organisationalUnit, cn: commonName }
  return Object.entries(parts)
    .map(
      ([type, value]) => `${type}=${/[,;+="<>#\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value}`,
    )
    .join(', ')
}

const wildcardOf = (name: string) => `*.${name.slice(name.indexOf('.') + 1)}`
