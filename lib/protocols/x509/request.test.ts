import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { inLab, labAuthority, labKeys, labNames, publishedAs } from '#test/authority.ts'
import { readCertificate } from './certificate.ts'
import { inspectRequest, issueFromRequest } from './inspect-request.ts'
import { x509 } from './peculiar.ts'
import { toPem } from './pem.ts'
import { signingAlgorithm } from './private-key.ts'
import { createRequest, readRequest } from './request.ts'

const [, , key] = await labKeys()
const subject = inLab('mail.example.com')

test('a request of ours passes the inspection', async () => {
  const request = await readRequest(await createRequest({ subject, names: labNames, key }))
  expect(request).toMatchObject({ subject: 'CN=mail.example.com, O=Example, C=AU', names: labNames, signed: true })
  expect(inspectRequest(request, labNames)).toEqual([])
})

test('a certificate is issued for the names and the key of the request, and for what the authority decides', async () => {
  const { intermediate } = await labAuthority()
  const request = await createRequest({
    subject: { commonName: 'mail.example.com', organisation: 'Boaster' },
    names: labNames,
    key,
  })
  const issued = await issueFromRequest({
    request: `\r\n${request.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST').replaceAll('\n', '\r\n')}`,
    allowedNames: labNames,
    subject,
    issuer: intermediate,
    days: 397,
    ...publishedAs('intermediate'),
  })
  expect(readCertificate(issued)).toMatchObject({
    subject: 'CN=mail.example.com, O=Example, C=AU',
    names: labNames,
    isCa: false,
  })
})

test('the names of a Windows request are found under its own attribute and as UTF-16', async () => {
  const names = await windowsRequest(labNames)
  expect(await readRequest(names)).toMatchObject({ commonName: 'mail.example.com', names: labNames, signed: true })
  expect(inspectRequest(await readRequest(names), labNames)).toEqual([])
})

const san = (...names: { type: 'dns' | 'ip' | 'email' | 'upn'; value: string }[]) =>
  new x509.SubjectAlternativeNameExtension(names)

test.for([
  ['a foreign name', { extensions: [san({ type: 'dns', value: 'www.bank.example' })] }, ['name']],
  ['a wildcard', { extensions: [san({ type: 'dns', value: '*.example.com' })] }, ['name']],
  ['a name with a NUL in it', { name: 'CN=mail.example.com\0.evil.example' }, ['name']],
  ['an address', { extensions: [san({ type: 'ip', value: '10.0.0.1' })] }, ['name-type']],
  ['a user', { extensions: [san({ type: 'upn', value: 'administrator@lab.local' })] }, ['name-type']],
  ['no name at all', { name: 'O=Example' }, ['no-name']],
  ['authority', { extensions: [new x509.BasicConstraintsExtension(true, 0, true)] }, ['authority']],
  ['certificate signing', { extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign)] }, ['authority']],
  ['code signing', { extensions: [new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.3'])] }, ['extension']],
  [
    'a name constraint',
    { extensions: [new x509.Extension('2.5.29.30', true, new Uint8Array([0x30, 0]))] },
    ['extension'],
  ],
  [
    'two lists of names',
    { extensions: [san({ type: 'dns', value: 'mail.example.com' }), san({ type: 'dns', value: 'mail.example.com' })] },
    ['extension'],
  ],
] as const)('a request for %s is refused', async ([, odd, expected]) => {
  const request = await readRequest(
    await oddRequest({ ...odd, extensions: [...('extensions' in odd ? odd.extensions : [])] }),
  )
  expect(inspectRequest(request, labNames).map(({ code }) => code)).toEqual(expected)
})

test.for([
  ['an elliptic key', { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }, ['key-type']],
  [
    'a short key',
    { ...signingAlgorithm, modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
    ['key-size'],
  ],
  ['a weak exponent', { ...signingAlgorithm, modulusLength: 2048, publicExponent: new Uint8Array([3]) }, ['exponent']],
] as const)('a request with %s is refused', async ([, algorithm, expected]) => {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new Error('no pair')
  const request = await readRequest(await oddRequest({ keys, signingAlgorithm: algorithm }))
  expect(inspectRequest(request, labNames).map(({ code }) => code)).toEqual(expected)
})

test('a request that another key has signed is refused', async () => {
  const ours = Buffer.from(
    (await createRequest({ subject, names: labNames, key })).split('\n').slice(1, -2).join(''),
    'base64',
  )
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' })
  const parsed = new x509.Pkcs10CertificateRequest(ours)
  const at = ours.indexOf(Buffer.from(parsed.publicKey.rawData))
  other.copy(ours, at)
  const request = await readRequest(toPem(ours, 'CERTIFICATE REQUEST'))
  expect(inspectRequest(request, labNames).map(({ code }) => code)).toEqual(['signature'])
})

test('a refused request is not signed, and every reason is told', async () => {
  const { intermediate } = await labAuthority()
  const request = await oddRequest({
    extensions: [san({ type: 'dns', value: 'a.evil' }, { type: 'dns', value: 'b.evil' })],
  })
  const wanted = { request, allowedNames: labNames, subject, issuer: intermediate, days: 1, ...publishedAs('x') }
  await expect(issueFromRequest(wanted)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/"a\.evil".*"b\.evil"/),
  })
})

type Odd = Partial<Parameters<typeof x509.Pkcs10CertificateRequestGenerator.create>[0]>

async function oddRequest(odd: Odd): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=mail.example.com',
    keys: odd.keys ?? (await ourKeys()),
    signingAlgorithm,
    ...odd,
  })
  return toPem(request.rawData, 'CERTIFICATE REQUEST')
}

async function ourKeys(): Promise<CryptoKeyPair> {
  const algorithm = { ...signingAlgorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** As certreq writes it: a BMPString subject, the extensions under szOID_CERT_EXTENSIONS, the client's version beside them. */
async function windowsRequest(names: readonly string[]): Promise<string> {
  const extensions = new x509.ExtensionsAttribute([san(...names.map((value) => ({ type: 'dns' as const, value })))])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: new x509.Name([{ CN: [{ bmpString: 'mail.example.com' }] }]),
    keys: await ourKeys(),
    signingAlgorithm,
    attributes: [
      new x509.Attribute('1.3.6.1.4.1.311.13.2.3', [new Uint8Array(Buffer.from('\x16\x0a6.3.9600.2', 'binary'))]),
      new x509.Attribute('1.3.6.1.4.1.311.2.1.14', extensions.values),
    ],
  })
  return toPem(request.rawData, 'NEW CERTIFICATE REQUEST').replaceAll('\n', '\r\n')
}
