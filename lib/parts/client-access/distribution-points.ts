import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { publishedUrl } from '#lib/parts/published.ts'
import { type Certificate, readCertificate } from '#lib/protocols/x509/certificate.ts'
import type { Keep } from '#lib/wizard/step.ts'

/** What is wrong with where a certificate sends Windows for its revocation list. */
export type PointFault = { fault: string; remedy: string }

/** Of the intermediate CA and, where it has been issued, of the server certificate. */
export async function distributionFaults({ lab }: Answers, keep: Keep): Promise<PointFault[]> {
  const found: PointFault[] = []
  for (const [name, url] of [
    [kept.intermediateCertificate, publishedUrl(lab, 'root.crl')],
    [kept.leafCertificate, publishedUrl(lab, 'intermediate.crl')],
  ] as const) {
    const pem = await keep.read(name)
    const fault = pem && pointFault(readCertificate(pem), url)
    if (fault) found.push(fault)
  }
  return found
}

export function pointFault(
  { subject, cdp }: Pick<Certificate, 'subject' | 'cdp'>,
  wanted: string,
): PointFault | undefined {
  if (cdp.includes(wanted)) return undefined
  const [first] = cdp
  if (first === undefined)
    return {
      fault: `The certificate ${subject} names no CRL distribution point, so no server can ever check it.`,
      remedy: again,
    }
  const scheme = /^([a-z]+):/i.exec(first)?.[1]?.toLowerCase()
  if (scheme === 'https' || scheme === 'ldap')
    return {
      fault: `The certificate ${subject} names its list by ${scheme} (${first}); ${schemes[scheme]}`,
      remedy: again,
    }
  return {
    fault: `The certificate ${subject} sends servers to ${first} for its list, which is served at ${wanted}.`,
    remedy: again,
  }
}

const schemes = {
  https: 'Windows fetches no list by https, because that would need a list itself.',
  ldap: 'only members of the domain that publishes it there can read that.',
}

const again =
  'Issue it again with the names of Part 1: “Make the intermediate CA” in Part 2, then the server certificate in this Part.'
