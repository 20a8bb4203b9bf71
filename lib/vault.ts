import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { env } from './env.ts'
import { Failure } from './failure.ts'
import { Secret } from './secret.ts'

/**
 * Secrets at rest: AES-256-GCM under a key that lies outside the database, in `<data>/key` (0600). A sealed value is
 * `v1.<key id>.<nonce>.<tag>.<ciphertext>`, base64url; it is bound to its place (lab and name), so that rows cannot be swapped.
 */
export function seal(secret: Secret, place: string, key: Buffer = vaultKey()): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const text = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()])
  return ['v1', keyId(key), ...[nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join('.')
}

export function unseal(sealed: string, place: string, key: Buffer = vaultKey()): Secret {
  const [version, id, nonce = '', tag = '', text = ''] = sealed.split('.')
  if (version !== 'v1' || id !== keyId(key)) throw wrongKey()
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'))
    decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64url'))
    return new Secret(
      Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8'),
    )
  } catch (cause) {
    throw new Failure('unexpected', {
      message: `The sealed value of ${place} has been changed outside Fairlead.`,
      remedy: 'Enter it again, or put back the database from before the change.',
      cause,
    })
  }
}

export const isSealedWith = (sealed: string, key: Buffer): boolean => sealed.split('.')[1] === keyId(key)

export const keyFile = (): string => join(env.data, 'key')

/** Made at first use. A missing key beside sealed values shows as `wrongKey` when the first of them is opened. */
export function vaultKey(file: string = keyFile()): Buffer {
  if (!existsSync(/* turbopackIgnore: true */ file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    try {
      writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
    } catch (cause) {
      if (!existsSync(/* turbopackIgnore: true */ file)) throw cause
    }
  }
  const key = Buffer.from(readFileSync(/* turbopackIgnore: true */ file, 'utf8').trim(), 'hex')
  if (key.length === 32) return key
  throw new Failure('unexpected', {
    message: `${file} is not a key of Fairlead.`,
    remedy: 'Put back the key file from your backup.',
  })
}

const keyId = (key: Buffer) => createHash('sha256').update('fairlead key id').update(key).digest('hex').slice(0, 8)

const wrongKey = () =>
  new Failure('unexpected', {
    message: 'The kept secrets were sealed with another key than the one in the data folder.',
    remedy: `Put back ${keyFile()} from your backup, or enter the secrets again.`,
  })
