import type { Answers } from '#lib/parts/answers.ts'
import { published } from '#lib/parts/published.ts'
import { keyBelongsTo } from '#lib/protocols/x509/certificate.ts'
import { verifyChain } from '#lib/protocols/x509/verify-chain.ts'
import type { Secret } from '#lib/secret.ts'
import type { Finding, Keep } from '#lib/wizard/step.ts'
import { type Certificates, keptCertificates, publishedFiles } from './certificates.ts'

/**
 * The certificates that the PKI has kept, if HAProxy can do its work with them. `haproxy -c` notices neither an expired
 * certificate, nor a wrong name, nor a chain that does not fit together.
 */
export async function fitCertificates(
  { lab }: Answers,
  keep: Keep,
): Promise<(Certificates & { key: Secret }) | Extract<Finding, { state: 'blocked' }>> {
  const { leaf, key, intermediate, root, crls } = await keptCertificates(keep)
  const files = await publishedFiles(keep)
  if (!intermediate || !root || files.size < published.length)
    return refused('There is no certificate authority yet, or its revocation lists are missing.')
  if (!leaf) return unfit(`There is no certificate for ${lab.mailName} yet.`)
  if (!key) return unfit(`The key of the certificate for ${lab.mailName} is not kept here yet.`)

  const names = [lab.mailName, lab.autodiscoverName]
  const faults = await verifyChain({ leaf, intermediates: [intermediate], root, crls, names })
  if (faults.length > 0) {
    const words = faults.map(({ message }) => message).join(' ')
    return faults.every(({ code }) => code.startsWith('crl-')) ? refused(words) : unfit(words)
  }
  if (!keyBelongsTo(key, leaf)) return unfit('The kept key does not belong to the kept certificate.')
  return { leaf, key, intermediate, root, crls, published: files }
}

const refused = (detail: string): Extract<Finding, { state: 'blocked' }> => ({
  state: 'blocked',
  detail,
  remedy: 'Carry out Part 2: it makes what is missing and renews what is spent.',
  fix: { part: 'pki', label: 'Go to the PKI' },
})

const unfit = (detail: string): Extract<Finding, { state: 'blocked' }> => ({
  state: 'blocked',
  detail,
  remedy: 'Carry out Part 3: it requests, issues and imports the certificate, and renews one that is spent.',
  fix: { part: 'client-access', step: 'import-certificate', label: 'Go to the certificate' },
})
