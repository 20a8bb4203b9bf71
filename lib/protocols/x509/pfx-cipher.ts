import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import forge from 'node-forge'
import type { Secret } from '#lib/secret.ts'
import { type Asn1, bytesOf, childrenOf, integer, nil, octets, oid, sequence, toDer } from './asn1.ts'

/** `3des`: PBE-SHA1-3DES, the only one that Windows Server 2016 and older open. `aes256`: PBES2, for Server 2019 and later. */
export type PfxStrength = '3des' | 'aes256'
type Lock = { password: Secret; strength: PfxStrength }

/** The two parts of an EncryptedPrivateKeyInfo (RFC 5958); they serve for certificates as well as for keys. */
export type Encrypted = { algorithm: Asn1; cipher: string }

export const encrypted = (content: Asn1, { password, strength }: Lock): Encrypted =>
  strength === '3des' ? tripleDes(content, password) : aes256(content, password)

/** MacData of RFC 7292, section 4: opens with the same password, and tells a wrong one from a damaged file. */
export function mac(content: string, { password, strength }: Lock): Asn1 {
  const hash = strength === '3des' ? ('sha1' as const) : ('sha256' as const)
  const digest = forge.md[hash].create()
  const salt = randomBytes(16).toString('binary')
  const saltBuffer = forge.util.createBuffer(salt)
  // Purpose 3: a key for integrity (RFC 7292, appendix B.3).
  const key = forge.pkcs12.generateKey(password.reveal(), saltBuffer, 3, macRounds, digest.digestLength, digest)
  const seal = createHmac(hash, Buffer.from(key.getBytes(), 'binary')).update(content, 'binary').digest()
  return sequence(sequence(sequence(oid(hashes[hash]), nil()), octets(seal)), octets(salt), integer(macRounds))
}

/** Forge derives this key in plain JavaScript: more rounds would hold up the whole process. */
const macRounds = 10_000

const hashes = { sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1' }

function tripleDes(content: Asn1, password: Secret): Encrypted {
  const options = { algorithm: '3des', count: 2048, saltSize: 8 } as const
  const [algorithm = nil(), cipher] = childrenOf(forge.pki.encryptPrivateKeyInfo(content, password.reveal(), options))
  return { algorithm, cipher: bytesOf(cipher) }
}

/** PBES2 of RFC 8018 with HMAC-SHA-256. Its password is UTF-8, where that of the older scheme and of the MAC is UTF-16. */
function aes256(content: Asn1, password: Secret): Encrypted {
  const [salt, iv, rounds] = [randomBytes(16), randomBytes(16), 100_000]
  const key = pbkdf2Sync(Buffer.from(password.reveal(), 'utf8'), salt, rounds, 32, 'sha256')
  const aes = createCipheriv('aes-256-cbc', key, iv)
  const cipher = Buffer.concat([aes.update(toDer(content), 'binary'), aes.final()])
  const hmacSha256 = sequence(oid('1.2.840.113549.2.9'), nil())
  const derivation = sequence(oid('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(rounds), hmacSha256))
  const scheme = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(iv))
  return {
    algorithm: sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, scheme)),
    cipher: cipher.toString('binary'),
  }
}
