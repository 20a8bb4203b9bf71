import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { octets } from '#lib/protocols/x509/asn1.ts'
import type { KeptCertificate } from '../state/host-state.ts'
import type { NameAttribute } from './x500-name.ts'

type Wish = {
  subject: readonly NameAttribute[]
  names: readonly string[]
  bits: number
  exportable: boolean
  friendlyName: string
  now: Date
}

/** A request as Exchange makes it, and what Windows keeps of it in the store REQUEST until its certificate comes. */
export async function makeRequest(wish: Wish): Promise<{ der: Buffer; pending: KeptCertificate }> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: wish.bits })
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString())
  const publicKey = forge.pki.setRsaPublicKey(key.n, key.e)
  const request = derBytes(requestOf(wish, key, publicKey))
  return {
    der: request,
    pending: {
      der: derBytes(placeholder(wish, key, publicKey)).toString('base64'),
      keyPem,
      exportable: wish.exportable,
      friendlyName: wish.friendlyName,
      provider: 'Microsoft RSA SChannel Cryptographic Provider',
      requestDer: request.toString('base64'),
    },
  }
}

/** As Windows prints base64 between its own lines. */
export function requestText(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} NEW CERTIFICATE REQUEST-----`)
  return [begin, ...lines, end, ''].join('\r\n')
}

type Key = forge.pki.rsa.PrivateKey
type PublicKey = forge.pki.rsa.PublicKey

/** With the attribute of its version that Windows adds ([MS-WCCE] 2.2.2.7.1). */
function requestOf({ subject, names }: Wish, key: Key, publicKey: PublicKey): forge.asn1.Asn1 {
  const request = forge.pki.createCertificationRequest()
  request.publicKey = publicKey
  request.setSubject(fields(subject))
  const { IA5STRING } = stringTypes
  request.setAttributes([
    { type: '1.3.6.1.4.1.311.13.2.3', valueTagClass: IA5STRING, value: '6.3.9600.2' },
    { name: 'extensionRequest', extensions: extensions(names, publicKey) },
  ] as forge.pki.CertificateField[])
  // Exchange 2013 signs requests, and its own certificates, with SHA-1.
  request.sign(key, forge.md.sha1.create())
  return forge.pki.certificationRequestToAsn1(request)
}

function placeholder({ subject, names, now }: Wish, key: Key, publicKey: PublicKey): forge.asn1.Asn1 {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  certificate.serialNumber = `4f${forge.util.bytesToHex(forge.random.getBytesSync(15))}`
  certificate.validity.notBefore = now
  certificate.validity.notAfter = new Date(now.getTime() + 365 * 86_400_000)
  certificate.setSubject(fields(subject))
  certificate.setIssuer(fields(subject))
  certificate.setExtensions(extensions(names, publicKey))
  certificate.sign(key, forge.md.sha1.create())
  return forge.pki.certificateToAsn1(certificate)
}

/** The library's types leave out that a field may name the type of its string, and that fields may be read-only. */
function fields(subject: readonly NameAttribute[]): forge.pki.CertificateField[] {
  return subject.map(({ type, value, isPrintable }) => ({
    type,
    value,
    valueTagClass: isPrintable ? stringTypes.PRINTABLESTRING : stringTypes.BMPSTRING,
  })) as unknown as forge.pki.CertificateField[]
}

function extensions(names: readonly string[], publicKey: PublicKey): object[] {
  const keyId = forge.pki.getPublicKeyFingerprint(publicKey, { type: 'RSAPublicKey' }).getBytes()
  return [
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    { name: 'basicConstraints', critical: true, cA: false },
    { id: '2.5.29.14', value: octets(keyId) },
  ]
}

const stringTypes = {
  PRINTABLESTRING: forge.asn1.Type.PRINTABLESTRING,
  BMPSTRING: forge.asn1.Type.BMPSTRING,
  IA5STRING: forge.asn1.Type.IA5STRING,
}

function derBytes(node: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'binary')
}
