import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { Secret } from '#lib/secret.ts'
import { reading } from './reading.ts'

/** An RSA key as PEM (PKCS#8). Never ECDSA: Exchange 2013 reads keys by RSACryptoServiceProvider. */
export async function createKey(bits: 2048 | 3072 | 4096): Promise<Secret> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits })
  return new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}

export const publicKeyOf = (key: Secret): KeyObject => createPublicKey(privateKeyOf(key))

/** PEM as PKCS#8 or PKCS#1, not encrypted. */
export const privateKeyOf = (key: Secret): KeyObject =>
  reading('private key', () => createPrivateKey({ key: key.reveal(), format: 'pem' }))

export const signingAlgorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

export async function signingKeyOf(key: Secret): Promise<CryptoKey> {
  const pkcs8 = privateKeyOf(key).export({ type: 'pkcs8', format: 'der' })
  return crypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), signingAlgorithm, false, ['sign'])
}
