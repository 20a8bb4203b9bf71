import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { inLab, labAuthority, labKeys, labNames, publishedAs } from '#test/authority.ts'
import { readCertificate } from './certificate.ts'
import { issueCrl } from './crl.ts'
import { issueFromRequest } from './inspect-request.ts'
import { toPfx } from './pfx.ts'
import { readPfx } from './read-pfx.ts'
import { createRequest, readRequest } from './request.ts'

const absent = spawnSync('openssl', ['version']).status !== 0
if (absent) process.stdout.write('openssl is not installed here: what it thinks of our certificates is not tested\n')

const folder = mkdtempSync(join(tmpdir(), 'fairlead-x509-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lab = await labAuthority()
const [, , key] = await labKeys()

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function openssl(...words: string[]) {
  const { status, stdout, stderr } = spawnSync('openssl', words, { encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

function verify({ leaf = lab.leaf, crls = lab.crls, more = [] as string[] }) {
  const root = file('root.crt', lab.root.certificate)
  const intermediate = file('intermediate.crt', lab.intermediate.certificate)
  const lists = file('lists.crl', crls.join(''))
  const options = [
    '-x509_strict',
    '-crl_check_all',
    '-purpose',
    'sslserver',
    '-CAfile',
    root,
    '-untrusted',
    intermediate,
  ]
  return openssl('verify', ...options, '-CRLfile', lists, ...more, file('leaf.crt', leaf))
}

describe.skipIf(absent)('OpenSSL', () => {
  test('accepts the chain with its CRLs in strict mode, for each name', () => {
    for (const name of labNames)
      expect(verify({ more: ['-verify_hostname', name] })).toMatchObject({
        status: 0,
        said: expect.stringContaining(': OK'),
      })
    expect(verify({ more: ['-verify_hostname', 'www.example.com'] }).said).toContain('hostname mismatch')
  })

  test('finds a revoked leaf revoked (error 23), and an expired CRL expired (error 12)', async () => {
    const revoked = [{ serial: readCertificate(lab.leaf).serial, at: new Date(), reason: 'superseded' as const }]
    const crl = await issueCrl({ issuer: lab.intermediate, number: 2n, days: 30, revoked })
    expect(verify({ crls: [lab.crls[0] ?? '', crl] }).said).toContain('error 23 at 0 depth lookup: certificate revoked')
    const old = await labAuthority({ now: new Date(Date.now() - 40 * 86_400_000) })
    expect(verify({ crls: [...old.crls] }).said).toContain('error 12 at')
  })

  test('reads number, dates and reason of a CRL as they were written', async () => {
    const revoked = [{ serial: 'FFEE01', at: new Date('2026-11-20T08:00:00Z'), reason: 'keyCompromise' as const }]
    const crl = file('one.crl', await issueCrl({ issuer: lab.root, number: 0x80ffffn, days: 7, revoked }))
    const { said } = openssl('crl', '-in', crl, '-noout', '-text')
    expect(said).toMatch(/CRL Number:\s+8454143/)
    expect(said).toMatch(/Serial Number: FFEE01\s+Revocation Date: Nov 20 08:00:00 2026 GMT/)
    expect(said).toContain('Key Compromise')
  })

  test('verifies a request of ours, and we one of its', async () => {
    const ours = file('ours.csr', await createRequest({ subject: inLab('mail.example.com'), names: labNames, key }))
    expect(openssl('req', '-in', ours, '-noout', '-verify').said).toContain('verify OK')
    const subject = [
      '-subj',
      '/C=AU/O=Example/CN=mail.example.com',
      '-addext',
      `subjectAltName=DNS:${labNames.join(',DNS:')}`,
    ]
    const theirs = execFileSync('openssl', ['req', '-new', '-key', file('leaf.key', key.reveal()), ...subject], {
      encoding: 'utf8',
    })
    expect(await readRequest(theirs)).toMatchObject({ names: labNames, signed: true })
    const leaf = await issueFromRequest({
      request: theirs,
      allowedNames: labNames,
      subject: inLab('mail.example.com'),
      issuer: lab.intermediate,
      days: 30,
      ...publishedAs('intermediate'),
    })
    expect(verify({ leaf }).status).toBe(0)
  })

  test.for(['3des', 'aes256'] as const)('opens a PFX with %s, and only with its password', (strength) => {
    const password = new Secret('Pässwörd 1')
    const chainPem = lab.leaf + lab.intermediate.certificate
    const pfx = file(`${strength}.pfx`, toPfx({ key, chainPem, password, friendlyName: 'Exchange für alle', strength }))
    const opened = openssl('pkcs12', '-in', pfx, '-passin', `pass:${password.reveal()}`, '-nodes', '-info')
    expect(opened.status).toBe(0)
    expect(opened.said).toContain(key.reveal().trim())
    for (const pem of [lab.leaf, lab.intermediate.certificate]) expect(opened.said).toContain(pem.trim())
    expect(opened.said).toContain('Microsoft CSP Name: Microsoft RSA SChannel Cryptographic Provider')
    expect(opened.said).toMatch(/friendlyName: Exchange f.*r alle/)
    expect(opened.said).toContain('X509v3 Key Usage: 10')
    expect(opened.said).toContain(strength === '3des' ? 'pbeWithSHA1And3-KeyTripleDES-CBC' : 'AES-256-CBC')
    expect(openssl('pkcs12', '-in', pfx, '-passin', 'pass:wrong', '-nodes').status).not.toBe(0)
  })

  test.for([
    ['as Windows Server 2012 R2 writes it', ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40']],
    ['with 3DES', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['with AES-256', []],
  ] as const)('writes a PFX %s that we open', ([, options]) => {
    const password = new Secret('n0t-for-long')
    const chain = ['-in', file('leaf.crt', lab.leaf), '-certfile', file('ca.crt', lab.intermediate.certificate)]
    const made = execFileSync('openssl', [
      ...['pkcs12', '-export', '-inkey', file('leaf.key', lab.leafKey.reveal()), ...chain, ...options],
      ...['-name', 'Exchange 2013', '-passout', `pass:${password.reveal()}`],
    ])
    expect(readPfx(made, password)).toEqual({
      leaf: lab.leaf,
      others: [lab.intermediate.certificate],
      key: lab.leafKey,
      friendlyName: 'Exchange 2013',
    })
    expect(readPfx(made, password).key.reveal()).toBe(lab.leafKey.reveal())
    expect(() => readPfx(made, new Secret('wrong'))).toThrow('The password does not open this PFX file')
  })
})
