import { createHash } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import type { Secret } from '#lib/secret.ts'
import {
  type Asn1,
  bits,
  childrenOf,
  contextual,
  contextualOctets,
  fromDer,
  integer,
  octets,
  oid,
  sequence,
  set,
  toDer,
  utf16,
} from './asn1.ts'
import { certificatesIn, keyBelongsTo } from './certificate.ts'
import { derOf } from './pem.ts'
import { type Encrypted, encrypted, mac, type PfxStrength } from './pfx-cipher.ts'
import { privateKeyOf } from './private-key.ts'

type Wanted = {
  key: Secret
  /** Leaf first, then its issuers. */
  chainPem: string
  password: Secret
  /** Shown by the Exchange admin center and by certutil. */
  friendlyName: string
  strength: PfxStrength
}

/**
 * A PKCS#12 file (RFC 7292) with one key and its chain. The key is marked for key exchange and for the SChannel provider:
 * under a CNG provider, OWA and ECP of Exchange 2013 fall back to the logon page.
 */
export function toPfx(wanted: Wanted): Buffer {
  const [leaf, ...issuers] = certificatesIn(wanted.chainPem)
  if (!leaf || !keyBelongsTo(wanted.key, leaf))
    throw new Failure('invalid', {
      message: 'The key does not belong to the first certificate of the chain; no PFX was made.',
      remedy: 'Give the leaf certificate first, then its issuers.',
    })
  const thumbprint = createHash('sha1').update(derOf(leaf, 'CERTIFICATE')).digest()
  const names = [attribute(ids.friendlyName, utf16(wanted.friendlyName)), attribute(ids.localKeyId, octets(thumbprint))]
  const certificates = sequence(certificateBag(leaf, ...names), ...issuers.map((issuer) => certificateBag(issuer)))
  const keys = sequence(keyBag(encrypted(exchangeKey(wanted.key), wanted), ...names))
  const safe = toDer(sequence(encryptedContent(encrypted(certificates, wanted)), content(toDer(keys))))
  return Buffer.from(toDer(sequence(integer(3), content(safe), mac(safe, wanted))), 'binary')
}

const ids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  keyProviderName: '1.3.6.1.4.1.311.17.1',
  keyUsage: '2.5.29.15',
}

const attribute = (type: string, value: Asn1) => sequence(oid(type), set(value))

function certificateBag(pem: string, ...attributes: Asn1[]): Asn1 {
  const certificate = sequence(oid(ids.x509Certificate), contextual(octets(derOf(pem, 'CERTIFICATE'))))
  return sequence(
    oid(ids.certificateBag),
    contextual(certificate),
    ...(attributes.length > 0 ? [set(...attributes)] : []),
  )
}

function keyBag({ algorithm, cipher }: Encrypted, ...names: Asn1[]): Asn1 {
  const provider = attribute(ids.keyProviderName, utf16('Microsoft RSA SChannel Cryptographic Provider'))
  return sequence(oid(ids.shroudedKeyBag), contextual(sequence(algorithm, octets(cipher))), set(...names, provider))
}

/** PKCS#8 with the key usage that makes Windows store it as AT_KEYEXCHANGE, as `openssl pkcs12 -keyex` writes it. */
function exchangeKey(key: Secret): Asn1 {
  const pkcs8 = fromDer(privateKeyOf(key).export({ type: 'pkcs8', format: 'der' }))
  return sequence(...childrenOf(pkcs8), contextual(attribute(ids.keyUsage, bits(0x10))))
}

const content = (der: string) => sequence(oid(ids.data), contextual(octets(der)))

function encryptedContent({ algorithm, cipher }: Encrypted): Asn1 {
  const info = sequence(oid(ids.data), algorithm, contextualOctets(cipher))
  return sequence(oid(ids.encryptedData), contextual(sequence(integer(0), info)))
}
