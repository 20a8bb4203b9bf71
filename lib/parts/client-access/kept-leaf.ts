import { kept } from '#lib/parts/kept-names.ts'
import { type Certificate, readCertificate } from '#lib/protocols/x509/certificate.ts'
import { blocked, type Keep } from '#lib/wizard/step.ts'

/** The certificate that Exchange and HAProxy serve; `undefined` before it has been issued. */
export async function keptLeaf(keep: Keep): Promise<Certificate | undefined> {
  const pem = await keep.read(kept.leafCertificate)
  return pem === undefined ? undefined : readCertificate(pem)
}

export const noLeaf = blocked(
  'There is no certificate to hand over yet.',
  'Run “Sign the request with the intermediate CA” first; Run on the whole Part does it in the right order.',
  { part: 'client-access', step: 'issue-leaf', label: 'Go to the certificate' },
)
