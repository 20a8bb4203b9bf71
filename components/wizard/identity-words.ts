import type { IdentityView } from '#lib/labs/lab-view.ts'

/** Of a Windows host: the names by which it is known where there is no certificate. */
export const isName = (fingerprint: string) => fingerprint.includes('\\')

/** What the host shows that was not approved, and why that may be so: for whoever is about to replace an approval. */
export function changeWords({
  host,
  protocol,
  algorithm,
  approvedFingerprint,
}: IdentityView): [what: string, why: string] {
  if (protocol === 'ssh') {
    return [
      `${host} shows another key than the one that was approved.`,
      'That is so after it was installed anew, and it is also what a machine in the middle looks like. Compare the new key with the host’s console first.',
    ]
  }
  const wasName = isName(approvedFingerprint ?? '')
  if (algorithm === 'name' && !wasName) {
    return [
      `${host} no longer shows the certificate that was approved; it answers on 5985 alone.`,
      'That is so where its HTTPS listener was taken away, and also where somebody on the way keeps 5986 shut. Look at winrm enumerate winrm/config/listener on its console first.',
    ]
  }
  if (algorithm === 'name') {
    return [
      `${host} gives another name than the one that was approved.`,
      'That is so after it was renamed or has joined another domain, and also where another machine has its address. Look on its console first.',
    ]
  }
  if (wasName) {
    return [
      `${host} has a certificate on 5986 by now; its name on 5985 was approved.`,
      'A certificate is the better identity. Compare it with the server’s console, then approve it in place of the name.',
    ]
  }
  return [
    `${host} shows another certificate than the one that was approved.`,
    'That is so after it was renewed, and it is also what a machine in the middle looks like. Compare the new one with the server’s console first.',
  ]
}
