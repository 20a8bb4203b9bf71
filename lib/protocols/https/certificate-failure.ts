import type { X509Certificate } from 'node:crypto'
import { Failure } from '#lib/failure.ts'

type About = { where: string; servername: string }

/** Says which of a certificate's promises does not hold, from the code with which OpenSSL or Node refused it. */
export function certificateFailure(code: string, chain: readonly X509Certificate[], about: About): Failure {
  const { where, servername } = about
  const [leaf] = chain
  const failure = (message: string, remedy: string) => new Failure('tls', { message, remedy, cause: new Error(code) })
  const at = `The certificate that ${where} shows for ${servername}`

  if (code === 'CERT_HAS_EXPIRED') {
    const old = chain.find(({ validTo }) => Date.parse(validTo) < Date.now()) ?? leaf
    return failure(
      `${at} has expired: ${nameOf(old?.subject)} was valid until ${dayOf(old?.validTo)}.`,
      'Issue the certificate again in Part 2 and load it in Parts 3 and 5.',
    )
  }

  if (code === 'CERT_NOT_YET_VALID')
    return failure(
      `${at} is not valid yet: ${nameOf(leaf?.subject)} begins at ${leaf?.validFrom ?? 'an unknown time'}.`,
      'Look that the clocks of this machine and of the one that issued it are right.',
    )

  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return failure(
      `${at} is for another name: it holds for ${leaf?.subjectAltName?.replaceAll('DNS:', '') ?? 'no name at all'}.`,
      `Load the certificate of Part 2 there, or issue one that holds for ${servername}.`,
    )

  if (/^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)/.test(code))
    return failure(
      `${at} comes without the certificate of its issuer ${nameOf(chain.at(-1)?.issuer)}, so that it leads to no trusted root: the chain is incomplete.`,
      `Load the intermediate certificate together with the server's own. If ${nameOf(chain.at(-1)?.issuer)} is not the authority of this lab, load the certificate of Part 2.`,
    )

  return failure(
    `${at} is not trusted: it leads to ${nameOf(chain.at(-1)?.subject)}, which is not the root of this lab (${code}).`,
    'Load the certificate of Part 2 there.',
  )
}

/** The common name, as people call a certificate. */
const nameOf = (subject: string | undefined) =>
  /(?:^|\n)CN=(.+)/.exec(subject ?? '')?.[1] ?? subject ?? 'an unknown one'

const dayOf = (moment: string | undefined) =>
  moment && !Number.isNaN(Date.parse(moment)) ? new Date(moment).toISOString().slice(0, 10) : 'an unknown day'
