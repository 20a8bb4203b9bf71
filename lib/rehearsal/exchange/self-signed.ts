import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { x509 } from '#lib/protocols/x509/peculiar.ts'
import { selfSignedFile } from './certificate-files.ts'

const fiveYearsMs = 5 * 365 * 86_400_000
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
}

/** The certificate that Exchange makes for itself when it is installed: its own short and full name, five years. Made once. */
export async function makeSelfSigned(folder: string, fqdn: string): Promise<void> {
  const file = selfSignedFile(folder)
  const there = await readFile(file).catch(() => undefined)
  if (there) return
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const name = fqdn.split('.')[0] ?? fqdn
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    serialNumber: `40${randomBytes(15).toString('hex')}`,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + fiveYearsMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([name, fqdn].map((value) => ({ type: 'dns' as const, value }))),
    ],
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  const keyPem = x509.PemConverter.encode(key, 'PRIVATE KEY')
  await writeFile(`${file}.new`, `${keyPem}\n${certificate.toString('pem')}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
