import ssh2 from 'ssh2'
import { Secret } from '#lib/secret.ts'

/** A new Ed25519 pair: the private key in OpenSSH's form, the public one as a line for authorized_keys. */
export function makeKeyPair(comment: string): { privateKey: Secret; publicKey: string } {
  while (true) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment })
    // ssh2 1.17 drops leading zero bytes of the public key: one pair in 256 is one that nobody can read, itself included.
    if (ssh2.utils.parseKey(pair.private) instanceof Error) continue
    return { privateKey: new Secret(pair.private), publicKey: pair.public }
  }
}

/** The authorized_keys line of a private key, or undefined where it cannot be read without its passphrase. */
export function publicKeyOf(privateKey: Secret, passphrase?: Secret): string | undefined {
  const parsed = ssh2.utils.parseKey(privateKey.reveal(), passphrase?.reveal())
  if (parsed instanceof Error) return undefined
  const key = Array.isArray(parsed) ? parsed[0] : parsed
  return key ? `${key.type} ${key.getPublicSSH().toString('base64')} fairlead` : undefined
}
