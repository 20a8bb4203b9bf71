import { Failure } from '#lib/failure.ts'
import { kept } from '#lib/parts/kept-names.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import type { Issuer } from '#lib/protocols/x509/issue.ts'
import { blocked, type Finding, type Keep } from '#lib/wizard/step.ts'
import { keptPair } from './kept-pair.ts'

/** The two authorities of a lab: how they are called, where they are kept, and which Step makes them. */
export const authorities = {
  root: {
    title: 'root CA',
    certificate: kept.rootCertificate,
    key: kept.rootKey,
    crl: kept.rootCrl,
    step: 'make-root',
    field: 'rootName',
  },
  intermediate: {
    title: 'intermediate CA',
    certificate: kept.intermediateCertificate,
    key: kept.intermediateKey,
    crl: kept.intermediateCrl,
    step: 'make-intermediate',
    field: 'intermediateName',
  },
} as const
export type Authority = (typeof authorities)[keyof typeof authorities]

/** The authority if it can sign; otherwise what stands in the way, as a Finding of whatever needs it. */
export async function signer(keep: Keep, authority: Authority): Promise<(Issuer & { facts: Certificate }) | Finding> {
  const pair = await keptPair(keep, authority)
  if (pair.state === 'whole') return { certificate: pair.certificate.pem, key: pair.key, facts: pair.certificate }
  if (pair.state === 'damaged') return damaged(authority, pair.certificate)
  return blocked(
    `There is no ${authority.title} yet.`,
    `Run “Make the ${authority.title}” first; Run on the whole Part does it in the right order.`,
    { part: 'pki', step: authority.step, label: `Go to the ${authority.title}` },
  )
}

/** For `apply`, which is called after a look has found the authority there. */
export async function signerOrThrow(keep: Keep, authority: Authority): Promise<Issuer & { facts: Certificate }> {
  const found = await signer(keep, authority)
  if (!('state' in found)) return found
  throw new Failure('blocked', {
    message: found.detail,
    ...(found.state === 'blocked' && { remedy: found.remedy, ...(found.fix && { fix: found.fix }) }),
  })
}

/** An authority is never replaced: whatever hosts trust today would be worthless, and nobody would have said so. */
export const discard =
  'To give this authority up, press Undo on this Part and run it again: then everything issued below it must be issued and handed out anew. A new lab leaves this one as it is.'

export const damaged = ({ title, key }: Authority, { subject }: Certificate): Finding =>
  blocked(
    `The certificate of the ${title} (${subject}) is kept here, but ${key} does not hold the key that belongs to it.`,
    `Restore Fairlead's data folder, with its vault key, from a backup. ${discard}`,
  )

export const otherwiseNamed = ({ title, field }: Authority, { subject }: Certificate, wanted: string): Finding =>
  blocked(
    `The ${title} that is kept here is “${subject}”; the answers now ask for “${wanted}”. It is not replaced: every certificate below it, and every host that trusts it, depends on it.`,
    `Put “${subject}” back into the answers. ${discard}`,
    { part: 'pki', field, tab: 'answers', label: 'Go to the names of the authorities' },
  )
