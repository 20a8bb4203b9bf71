import { X509Certificate } from 'node:crypto'
import forge from 'node-forge'

/** What is in a file that an administrator imports: certificates, the key of one of them, and what Windows knows of it. */
export type ImportedData = {
  /** DER in base64. */
  certificates: string[]
  keyPem?: string
  friendlyName?: string
  provider?: string
}

/** DER or base64 of a certificate, PKCS#7, or PKCS#12 with its password. Throws where it is none of them. */
export function readImported(bytes: Buffer, password: string | undefined, opensAes: boolean): ImportedData {
  const der = derIn(bytes)
  try {
    return { certificates: [new X509Certificate(der).raw.toString('base64')] }
  } catch {
    const parsed = forge.asn1.fromDer(der.toString('binary'))
    const first = Array.isArray(parsed.value) ? parsed.value[0] : undefined
    return first?.type === forge.asn1.Type.INTEGER ? fromPfx(der, password ?? '', opensAes) : fromPkcs7(parsed)
  }
}

function derIn(bytes: Buffer): Buffer {
  if (bytes[0] === 0x30) return bytes
  const [, body = bytes.toString('latin1')] =
    /-----BEGIN [A-Z0-9 ]+-----([\s\S]*?)-----END/.exec(bytes.toString('latin1')) ?? []
  return Buffer.from(body, 'base64')
}

function fromPkcs7(parsed: forge.asn1.Asn1): ImportedData {
  const message = forge.pkcs7.messageFromAsn1(parsed)
  const certificates = 'certificates' in message ? message.certificates : []
  if (certificates.length === 0) throw new Error('No certificate is in it.')
  return { certificates: certificates.map(derOf) }
}

/** PBES2 (RFC 8018), and the hash that goes with it in the MAC: Windows before Server 2019 takes both for a wrong password. */
const newSchemes = ['1.2.840.113549.1.5.13', '2.16.840.1.101.3.4.2.1']

function fromPfx(der: Buffer, password: string, opensAes: boolean): ImportedData {
  if (!opensAes && newSchemes.some((scheme) => der.includes(oidBytes(scheme))))
    throw new Error('The specified network password is not correct.')
  const pfx = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der.toString('binary')), false, password)
  const bags = pfx.safeContents.flatMap(({ safeBags }) => safeBags)
  const keyBag = bags.find(({ key }) => key)
  const certificates = bags.flatMap(({ cert }) => (cert ? [derOf(cert)] : []))
  const named = bags.find(({ cert, attributes }) => cert && attributes?.friendlyName)
  const provider = providerIn(der)
  return {
    certificates,
    ...(keyBag?.key && { keyPem: pkcs8Pem(keyBag.key) }),
    ...(named && { friendlyName: String(named.attributes.friendlyName?.[0] ?? '') }),
    ...(provider && { provider }),
  }
}

/** The attribute Microsoft CSP Name stands beside the shrouded key, outside of its cipher: OID, SET, BMPString. */
function providerIn(der: Buffer): string | undefined {
  const id = oidBytes('1.3.6.1.4.1.311.17.1')
  const at = der.indexOf(id)
  if (at < 0) return undefined
  const text = der.subarray(at + id.length + 2)
  if (text[0] !== 0x1e) return undefined
  return Buffer.from(text.subarray(2, 2 + (text[1] ?? 0)))
    .swap16()
    .toString('utf16le')
}

function oidBytes(dotted: string): Buffer {
  const value = Buffer.from(forge.asn1.oidToDer(dotted).getBytes(), 'binary')
  return Buffer.concat([Buffer.of(0x06, value.length), value])
}

function pkcs8Pem(key: forge.pki.PrivateKey): string {
  // Windows' keys are RSA here; the library reads no others.
  const info = forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key as forge.pki.rsa.PrivateKey))
  return forge.pki.privateKeyInfoToPem(info).replaceAll('\r\n', '\n')
}

function derOf(certificate: forge.pki.Certificate): string {
  return Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(), 'binary').toString('base64')
}
