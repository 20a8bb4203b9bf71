/** What administrators call the host key algorithms of SSH (RFC 4253, 5656, 8332, 8709). */
export function algorithmName(algorithm: string): string {
  if (algorithm === 'ssh-ed25519') return 'Ed25519'
  if (algorithm.startsWith('ecdsa-sha2-nistp')) return `ECDSA P-${algorithm.slice(-3)}`
  if (algorithm.includes('rsa')) return 'RSA'
  return algorithm
}
