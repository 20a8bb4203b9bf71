import { createHash } from 'node:crypto'
import { Failure } from '#lib/failure.ts'

export type HostKey = { algorithm: string; fingerprint: string }

const names: Record<string, string> = {
  'ssh-ed25519': 'Ed25519',
  'ecdsa-sha2-nistp256': 'ECDSA P-256',
  'ecdsa-sha2-nistp384': 'ECDSA P-384',
  'ecdsa-sha2-nistp521': 'ECDSA P-521',
}

/** Algorithm and fingerprint of a public key blob (RFC 4253 section 6.6), the fingerprint as `ssh-keygen -l` prints it. */
export function hostKeyOf(blob: Buffer): HostKey {
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
  const [type = Buffer.alloc(0), , modulus] = fieldsOf(blob)
  const name = type.toString('latin1')
  if (name === 'ssh-rsa' && modulus) return { algorithm: `RSA ${bitsOf(modulus)}`, fingerprint }
  return { algorithm: names[name] ?? 'of an unknown kind', fingerprint }
}

/** Throws unless the key that a machine showed is the one that a person has approved. Nothing is ever accepted unseen. */
export function judgeHostKey(
  shown: HostKey,
  approved: string | undefined,
  place: { host: string; where: string },
): void {
  if (shown.fingerprint === approved) return
  const fix = { part: 'lab', tab: 'identities' }

  if (!approved)
    throw new Failure('identity-unknown', {
      message: `No person has approved the SSH host key of ${place.host} (${place.where}) yet. It shows ${shown.algorithm} ${shown.fingerprint}.`,
      remedy: `At the console of ${place.host}, run "ssh-keygen -lf" on its key in /etc/ssh, compare, then approve the key.`,
      fix: { ...fix, label: 'Compare and approve the key' },
    })

  throw new Failure('identity-changed', {
    message: `${place.host} (${place.where}) shows another SSH host key than the approved one. Approved: ${approved}. Shown now: ${shown.algorithm} ${shown.fingerprint}. Nothing was sent to it.`,
    remedy: `Either the machine was installed anew, or another machine answers at its address. At the console of ${place.host}, run "ssh-keygen -lf" on its key in /etc/ssh; only if it is the key shown now, replace the approval.`,
    fix: { ...fix, label: 'Compare and replace the approval' },
  })
}

/** The strings of a blob, each with its length before it (RFC 4251 section 5), as far as they are whole. */
function fieldsOf(blob: Buffer): Buffer[] {
  const fields: Buffer[] = []
  let at = 0
  while (at + 4 <= blob.length && fields.length < 3) {
    const end = at + 4 + blob.readUInt32BE(at)
    if (end > blob.length) break
    fields.push(blob.subarray(at + 4, end))
    at = end
  }
  return fields
}

function bitsOf(integer: Buffer): number {
  const start = integer.findIndex((byte) => byte !== 0)
  if (start === -1) return 0
  return (integer.length - start) * 8 - Math.clz32(integer[start] ?? 0) + 24
}
