import type { KeyObject } from 'node:crypto'
import type { Secret } from '#lib/secret.ts'
import { childrenOf, fromDer, toDer } from './asn1.ts'
import { keyIn } from './certificate.ts'
import { commonNameOf, type DistinguishedName, fieldsOf, nameText, toName } from './distinguished-name.ts'
import { x509 } from './peculiar.ts'
import { derOf, toPem } from './pem.ts'
import { publicKeyOf, signingAlgorithm, signingKeyOf } from './private-key.ts'
import { readingAsync } from './reading.ts'

export type CertificateRequest = {
  /** As Windows shows it. */
  subject: string
  commonName: string | undefined
  /** DNS names asked for in the subject alternative name, in lower case. */
  names: string[]
  publicKey: KeyObject
  /** Whoever made the request holds the key that is in it. */
  signed: boolean
  extensions: readonly x509.Extension[]
}

/** A PKCS#10 request in PEM for servers of these names. */
export async function createRequest(wanted: {
  subject: DistinguishedName
  names: readonly string[]
  key: Secret
}): Promise<string> {
  const { subject, names, key } = wanted
  const spki = publicKeyOf(key).export({ type: 'spki', format: 'der' })
  const publicKey = await crypto.subtle.importKey('spki', new Uint8Array(spki), signingAlgorithm, true, ['verify'])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: toName(subject),
    keys: { privateKey: await signingKeyOf(key), publicKey },
    signingAlgorithm,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
    ],
  })
  return toPem(request.rawData, 'CERTIFICATE REQUEST')
}

/** Reads one request, as OpenSSL or Windows writes it. Throws `invalid` for anything else, whatever the bytes are. */
export function readRequest(pem: string): Promise<CertificateRequest> {
  return readingAsync('certificate request', async () => {
    const request = new x509.Pkcs10CertificateRequest(derOf(pem, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'))
    const subject = fieldsOf(request.subjectName)
    const extensions = extensionsIn(request)
    return {
      subject: nameText(subject),
      commonName: commonNameOf(subject),
      names: namesIn(extensions),
      publicKey: keyIn(request),
      signed: await request.verify().catch(() => false),
      extensions,
    }
  })
}

/** PKCS#9 extensionRequest, and szOID_CERT_EXTENSIONS, which Windows uses for the same purpose ([MS-WCCE] 2.2.2.7.7). */
const extensionAttributes = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14']

function extensionsIn(request: x509.Pkcs10CertificateRequest): x509.Extension[] {
  const asked = request.attributes.filter(({ type }) => extensionAttributes.includes(type))
  return asked.flatMap(({ values }) => values.flatMap(extensionList))
}

const extensionList = (der: ArrayBuffer): x509.Extension[] =>
  childrenOf(fromDer(new Uint8Array(der))).map((extension) =>
    x509.ExtensionFactory.create(new Uint8Array(Buffer.from(toDer(extension), 'binary'))),
  )

function namesIn(extensions: readonly x509.Extension[]): string[] {
  const alternatives = extensions.filter((extension) => extension instanceof x509.SubjectAlternativeNameExtension)
  const names = alternatives.flatMap(({ names }) => names.items)
  return names.filter(({ type }) => type === 'dns').map(({ value }) => value.toLowerCase())
}
