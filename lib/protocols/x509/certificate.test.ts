import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { inLab, labAuthority, labKeys, labNames } from '#test/authority.ts'
import { certificatesIn, keyBelongsTo, readCertificate } from './certificate.ts'
import { issueLeaf, issueRoot } from './issue.ts'
import { publicKeyOf } from './private-key.ts'

test('a leaf reads back with everything that was asked for', async () => {
  const now = new Date('2026-11-23T10:00:00.789Z')
  const { leaf, intermediate } = await labAuthority({ now })
  const read = readCertificate(leaf)
  expect(read).toMatchObject({
    subject: 'CN=mail.example.com, O=Example, C=AU',
    issuer: 'CN=Lab-Intermediate-CA, O=Example, C=AU',
    commonName: 'mail.example.com',
    notBefore: new Date('2026-11-23T09:00:00Z'),
    notAfter: new Date('2027-12-25T10:00:00Z'),
    names: labNames,
    isCa: false,
    key: { type: 'rsa', bits: 2048 },
    cdp: ['http://pki.example.com/intermediate.crl'],
    aia: ['http://pki.example.com/intermediate.crt'],
    aki: readCertificate(intermediate.certificate).ski,
  })
})

test('thumbprints and serials are as Windows shows them, and as OpenSSL counts them', async () => {
  const { leaf } = await labAuthority()
  const judge = new X509Certificate(leaf)
  expect(readCertificate(leaf)).toMatchObject({
    sha1: judge.fingerprint.replaceAll(':', ''),
    sha256: judge.fingerprint256.replaceAll(':', ''),
    serial: judge.serialNumber,
  })
  expect(readCertificate(leaf).serial).toMatch(/^[4-7][0-9A-F]{31}$/)
})

test('authorities may sign, the intermediate leaves only, and the root cannot be revoked', async () => {
  const { root, intermediate } = await labAuthority()
  expect(readCertificate(root.certificate)).toMatchObject({ isCa: true, pathLength: undefined, cdp: [], aia: [] })
  expect(readCertificate(intermediate.certificate)).toMatchObject({
    isCa: true,
    pathLength: 0,
    cdp: ['http://pki.example.com/root.crl'],
    aia: ['http://pki.example.com/root.crt'],
  })
})

test('nothing outlives what signed it, and nothing begins before it', async () => {
  const now = new Date('2026-11-23T10:00:00Z')
  const { root, leafKey } = await labAuthority({ now })
  const leaf = await issueLeaf({
    subject: inLab('mail.example.com'),
    names: labNames,
    publicKey: publicKeyOf(leafKey),
    issuer: root,
    days: 20_000,
    now,
    crlUrl: 'http://pki.example.com/root.crl',
    issuerUrl: 'http://pki.example.com/root.crt',
  })
  expect(readCertificate(leaf).notAfter).toEqual(readCertificate(root.certificate).notAfter)
})

test('a name beyond the year 2049 and beyond ASCII survives the round trip', async () => {
  const [key] = await labKeys()
  const pem = await issueRoot({ subject: { commonName: 'Prüf, "Stelle"', country: 'CH' }, key, days: 20_000 })
  expect(readCertificate(pem)).toMatchObject({ subject: 'CN="Prüf, ""Stelle""", C=CH', commonName: 'Prüf, "Stelle"' })
  expect(readCertificate(pem).notAfter.getUTCFullYear()).toBeGreaterThan(2049)
})

test('a key belongs to its own certificate and to no other', async () => {
  const { leaf, leafKey, root } = await labAuthority()
  expect(keyBelongsTo(leafKey, leaf)).toBe(true)
  expect(keyBelongsTo(leafKey, root.certificate)).toBe(false)
})

test('an authority whose key was mixed up signs nothing', async () => {
  const { root, leafKey } = await labAuthority()
  const wanted = { subject: inLab('x'), names: ['x.example.com'], publicKey: publicKeyOf(leafKey), days: 1 }
  const issuer = { certificate: root.certificate, key: leafKey }
  await expect(issueLeaf({ ...wanted, issuer, crlUrl: 'http://a', issuerUrl: 'http://b' })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('does not belong'),
  })
})

test('an authority that has expired signs nothing', async () => {
  const { root, leafKey } = await labAuthority({ now: new Date('2010-01-01') })
  const wanted = { subject: inLab('x'), names: ['x.example.com'], publicKey: publicKeyOf(leafKey), days: 1 }
  await expect(issueLeaf({ ...wanted, issuer: root, crlUrl: 'http://a', issuerUrl: 'http://b' })).rejects.toMatchObject(
    { code: 'invalid', message: expect.stringContaining('expired on 2019-12-30') },
  )
})

test('a file of several certificates is taken apart; one certificate is not read from it', async () => {
  const { leaf, intermediate } = await labAuthority()
  const file = `leaf:\n${leaf}intermediate:\r\n${intermediate.certificate}`
  expect(certificatesIn(file)).toEqual([leaf, intermediate.certificate])
  expect(() => readCertificate(file)).toThrow(expect.objectContaining({ code: 'invalid' }))
})

test.for([
  ['nothing', ''],
  ['text', 'hello'],
  ['an empty block', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
  ['base64 of no DER', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ['another thing', '-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n'],
  ['an empty sequence', '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'],
  ['a disk image', 'x'.repeat(2_000_000)],
] as const)('%s is refused as a certificate, with a remedy', ([, pem]) => {
  expect(() => readCertificate(pem)).toThrow(
    expect.objectContaining({ code: 'invalid', remedy: expect.stringMatching(/./) }),
  )
})

test('bytes that follow the certificate inside its block are refused', async () => {
  const { leaf } = await labAuthority()
  const der = Buffer.concat([new X509Certificate(leaf).raw, Buffer.from('more')])
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  expect(() => readCertificate(pem)).toThrow(expect.objectContaining({ code: 'invalid' }))
})
