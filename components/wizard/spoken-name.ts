import type { IdentityView } from '#lib/labs/lab-view.ts'

/** By which protocol a machine was asked who it is, and with what it answered. */
export function spokenName({ protocol, algorithm }: Pick<IdentityView, 'protocol' | 'algorithm'>): string {
  if (protocol === 'ssh') return `SSH, ${algorithmName(algorithm)}`
  return algorithm === 'certificate' ? 'WinRM on 5986, certificate' : 'WinRM on 5985, name'
}

/** What administrators call the host key algorithms of SSH (RFC 4253, 5656, 8332, 8709). */
function algorithmName(algorithm: string): string {
  if (algorithm === 'ssh-ed25519') return 'Ed25519'
  if (algorithm.startsWith('ecdsa-sha2-nistp')) return `ECDSA P-${algorithm.slice(-3)}`
  if (algorithm.includes('rsa')) return 'RSA'
  return algorithm
}
