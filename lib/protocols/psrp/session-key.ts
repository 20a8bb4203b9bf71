import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import { promisify } from 'node:util'
import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'

/** The key under which SecureStrings travel, [MS-PSRP] 2.2.2.3–4 and 3.1.4.5: AES-256-CBC, IV zero, UTF-16LE. */
export class SessionKey {
  readonly #key: Buffer

  constructor(key: Buffer) {
    this.#key = key
  }

  static random(): SessionKey {
    return new SessionKey(randomBytes(32))
  }

  seal(secret: Secret): string {
    const cipher = createCipheriv('aes-256-cbc', this.#key, Buffer.alloc(16))
    return Buffer.concat([cipher.update(Buffer.from(secret.reveal(), 'utf16le')), cipher.final()]).toString('base64')
  }

  /** Throws `protocol` where the text was not sealed under this key. */
  open(base64: string): Secret {
    try {
      const decipher = createDecipheriv('aes-256-cbc', this.#key, Buffer.alloc(16))
      const bytes = Buffer.concat([decipher.update(Buffer.from(base64, 'base64')), decipher.final()])
      return new Secret(bytes.toString('utf16le'))
    } catch (cause) {
      throw new Failure('protocol', { message: 'The server sent a SecureString that its key does not open.', cause })
    }
  }

  /** The server's answer to a public key: SIMPLEBLOB in base64. Throws `protocol` where the blob is no RSA key. */
  encryptedFor(publicKeyBlob: string): string {
    const encrypted = publicEncrypt(
      { key: readPublicKeyBlob(Buffer.from(publicKeyBlob, 'base64')), padding: constants.RSA_PKCS1_PADDING },
      this.#key,
    )
    return Buffer.concat([simpleBlobHeader, encrypted.reverse()]).toString('base64')
  }
}

/** The client's half of the exchange: a key pair made for one pool. */
export class SessionKeyExchange {
  /** PUBLICKEYBLOB in base64. */
  readonly publicKeyBlob: string
  readonly #privateKey: KeyObject

  private constructor(publicKey: KeyObject, privateKey: KeyObject) {
    this.publicKeyBlob = writePublicKeyBlob(publicKey).toString('base64')
    this.#privateKey = privateKey
  }

  static async create(): Promise<SessionKeyExchange> {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
    return new SessionKeyExchange(publicKey, privateKey)
  }

  finish(encryptedSessionKey: string): SessionKey {
    const blob = Buffer.from(encryptedSessionKey, 'base64')
    const header = blob.subarray(0, simpleBlobHeader.length)
    if (!header.equals(simpleBlobHeader) || blob.length !== header.length + modulusBytes) throw unusable()
    const key = this.#decrypt(blob.subarray(header.length).reverse())
    if (key.length !== 32) throw unusable()
    return new SessionKey(key)
  }

  #decrypt(encrypted: Buffer): Buffer {
    try {
      return privateDecrypt({ key: this.#privateKey, padding: constants.RSA_PKCS1_PADDING }, encrypted)
    } catch (cause) {
      throw unusable(cause)
    }
  }
}

const modulusBytes = 256

/** BLOBHEADER of a PUBLICKEYBLOB with CALG_RSA_KEYX, then RSAPUBKEY: "RSA1", 2048 bits, exponent 65537. */
const publicBlobHeader = Buffer.from('0602000000a40000525341310008000001000100', 'hex')
/** BLOBHEADER of a SIMPLEBLOB with CALG_AES_256, encrypted with CALG_RSA_KEYX. */
const simpleBlobHeader = Buffer.from('010200001066000000a40000', 'hex')

function writePublicKeyBlob(key: KeyObject): Buffer {
  const modulus = Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url')
  return Buffer.concat([publicBlobHeader, modulus.reverse()])
}

function readPublicKeyBlob(blob: Buffer): KeyObject {
  const header = blob.subarray(0, publicBlobHeader.length)
  if (!header.equals(publicBlobHeader) || blob.length !== publicBlobHeader.length + modulusBytes) {
    throw new Failure('protocol', { message: 'The client sent a public key that is not RSA of 2048 bits.' })
  }
  const modulus = Buffer.from(blob.subarray(publicBlobHeader.length)).reverse()
  return createPublicKey({ key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' }, format: 'jwk' })
}

function unusable(cause?: unknown): Failure {
  return new Failure('protocol', {
    message: 'The server sent a session key that cannot be opened; secrets would not reach it.',
    remedy: 'Try again; if it happens again, look for FIPS policies on the server that change its key exchange.',
    cause,
  })
}
