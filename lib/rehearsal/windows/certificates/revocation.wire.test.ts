import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { issueCrl } from '#lib/protocols/x509/crl.ts'
import { issueLeaf } from '#lib/protocols/x509/issue.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { publicKeyOf } from '#lib/protocols/x509/private-key.ts'
import { inLab, labAuthority, publishedAs } from '#test/authority.ts'
import { nameServer } from '#test/name-server.ts'
import { testConfig, testShell } from '#test/windows-host.ts'
import { propertyOf, textOf } from '../powershell/value.ts'
import { thumbprintOf } from '../state/certificates.ts'

const authority = await labAuthority()
const [rootCrl = '', intermediateCrl = ''] = authority.crls
const base64 = (pem: string) => derOf(pem, 'CERTIFICATE').toString('base64')
const list = (pem: string) => derOf(pem, 'X509 CRL')
const dayMs = 86_400_000

type Served = Map<string, Buffer | RequestListener>
const whole = (): Served =>
  new Map([
    ['/root.crl', list(rootCrl)],
    ['/intermediate.crl', list(intermediateCrl)],
    ['/root.crt', derOf(authority.root.certificate, 'CERTIFICATE')],
    ['/intermediate.crt', derOf(authority.intermediate.certificate, 'CERTIFICATE')],
  ])

let served = whole()
let asked: string[] = []
const names = new Map([['pki.example.com', '127.0.0.1']])
let web: Server
let dns: Awaited<ReturnType<typeof nameServer>>
beforeAll(async () => {
  dns = await nameServer(names)
  web = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`)
    const found = served.get(request.url ?? '')
    if (typeof found === 'function') return found(request, response)
    response.writeHead(found ? 200 : 404, { 'Content-Type': 'application/pkix-crl' }).end(found)
  }).listen(0, '127.0.0.1')
  await once(web, 'listening')
})
afterAll(async () => {
  web.close()
  await dns.close()
})
beforeEach(() => {
  served = whole()
  asked = []
  names.set('pki.example.com', '127.0.0.1')
})

type Wish = { leaf?: string; dns?: boolean; withoutIntermediate?: boolean; withoutRoot?: boolean; aheadMs?: number }

/** An Exchange server that holds root, intermediate and the leaf; and what Exchange says of the leaf. */
async function exchange({ leaf = authority.leaf, dns: hasDns = true, aheadMs = 0, ...without }: Wish = {}) {
  const shell = await testShell()
  const config = testConfig({
    httpPort: (web.address() as AddressInfo).port,
    ...(hasDns && { dns: { address: dns.address, port: dns.port } }),
  })
  const host = { ...shell.host, config, clockAheadMs: aheadMs }
  const { certificates } = authorityStores()
  await host.state.change((draft) => {
    if (!without.withoutRoot) draft.certificates.Root = certificates.Root
    if (!without.withoutIntermediate) draft.certificates.CA = certificates.CA
    draft.certificates.My = { ...draft.certificates.My, [thumbprintOf({ der: base64(leaf) })]: { der: base64(leaf) } }
    draft.files['C:\\Temp\\leaf.cer'] = base64(leaf)
  })
  const ems = await testShell({ language: 'none', host })
  const cmd = await testShell({ host })
  const status = async () => {
    const { output } = await ems.command('Get-ExchangeCertificate', { Thumbprint: thumbprintOf({ der: base64(leaf) }) })
    return textOf(propertyOf(output[0] ?? null, 'Status'))
  }
  const run = async (text: string) => (await cmd.script(`${text}; $LASTEXITCODE`)).output.map(textOf)
  return { host, status, run, verify: () => run('certutil.exe -verify -urlfetch C:\\Temp\\leaf.cer'), cmd }
}

function authorityStores() {
  const root = { der: base64(authority.root.certificate) }
  const intermediate = { der: base64(authority.intermediate.certificate) }
  return {
    certificates: { Root: { [thumbprintOf(root)]: root }, CA: { [thumbprintOf(intermediate)]: intermediate } },
  }
}

const leafWith = (crlUrl: string) =>
  issueLeaf({
    subject: inLab('mail.example.com'),
    names: ['mail.example.com'],
    publicKey: publicKeyOf(authority.leafKey),
    issuer: authority.intermediate,
    days: 90,
    ...publishedAs('intermediate'),
    crlUrl,
  })

describe('the status of a certificate', () => {
  test('is Valid where both lists can be fetched by their names, and they are not asked for twice', async () => {
    const { status, host } = await exchange()
    expect(await status()).toBe('Valid')
    expect(asked.sort()).toEqual(['pki.example.com/intermediate.crl', 'pki.example.com/root.crl'])
    expect(await status()).toBe('Valid')
    expect(asked).toHaveLength(2)
    host.clockAheadMs = 31 * dayMs
    expect(await status()).toBe('RevocationCheckFailure')
    expect(asked).toHaveLength(4)
  })

  test('is Revoked by what the list says, once the old list is forgotten', async () => {
    const { status, run } = await exchange()
    await status()
    const { serial } = (await import('#lib/protocols/x509/certificate.ts')).readCertificate(authority.leaf)
    const revoked = [{ serial, at: new Date(), reason: 'keyCompromise' as const }]
    served.set(
      '/intermediate.crl',
      list(await issueCrl({ issuer: authority.intermediate, number: 2n, days: 30, revoked })),
    )
    expect(await status()).toBe('Valid')
    expect((await run('certutil -setreg chain\\ChainCacheResyncFiletime "@now"')).at(-1)).toBe('0')
    expect(await status()).toBe('Revoked')
  })

  const spoilt = (act: () => unknown) => () => {
    act()
    return {}
  }
  const causes: [string, () => Promise<Wish> | Wish][] = [
    ['no name server is known', () => ({ dns: false })],
    ['the name does not resolve', spoilt(() => names.clear())],
    ['nothing listens at the address', spoilt(() => names.set('pki.example.com', '127.0.0.77'))],
    ['the list of the intermediate CA is not there', spoilt(() => served.delete('/intermediate.crl'))],
    ['the list of the root CA is not there', spoilt(() => served.delete('/root.crl'))],
    ['the list is PEM', spoilt(() => served.set('/intermediate.crl', Buffer.from(intermediateCrl)))],
    ['the list is a page', spoilt(() => served.set('/intermediate.crl', Buffer.from('<html>')))],
    ["the list is another authority's", spoilt(() => served.set('/intermediate.crl', list(rootCrl)))],
    ['the list is cut off', spoilt(() => served.set('/intermediate.crl', list(intermediateCrl).subarray(0, 200)))],
    ['the list has expired', () => ({ aheadMs: 31 * dayMs })],
    ['the certificate names https', async () => ({ leaf: await leafWith('https://pki.example.com/intermediate.crl') })],
    ['the certificate names ldap', async () => ({ leaf: await leafWith('ldap:///CN=Lab-Intermediate-CA,CN=CDP') })],
    [
      'the server sends elsewhere',
      () => {
        served.set('/intermediate.crl', (_, response) => response.writeHead(302, { Location: '/root.crl' }).end())
        return {}
      },
    ],
  ]
  test.each(causes)('is RevocationCheckFailure where %s', async (_, cause) => {
    const { status } = await exchange(await cause())
    expect(await status()).toBe('RevocationCheckFailure')
  })

  test('is RevocationCheckFailure where a proxy of WinHTTP stands in the way, and not for names that go around it', async () => {
    const { status, run } = await exchange()
    await run('netsh winhttp set proxy proxy.example.com:8080')
    expect(await status()).toBe('RevocationCheckFailure')
    await run('netsh winhttp set proxy proxy.example.com:8080 "bypass-list=*.example.com"')
    expect(await status()).toBe('Valid')
  })

  test('is DateInvalid, Untrusted, or found by fetching the intermediate CA where the server does not hold it', async () => {
    expect(await (await exchange({ aheadMs: 500 * dayMs })).status()).toBe('DateInvalid')
    expect(await (await exchange({ withoutRoot: true })).status()).toBe('Untrusted')
    expect(await (await exchange({ withoutIntermediate: true })).status()).toBe('Valid')
    expect(asked).toContain('pki.example.com/intermediate.crt')
    served.delete('/intermediate.crt')
    expect(await (await exchange({ withoutIntermediate: true })).status()).toBe('Untrusted')
  })
})

describe('certutil', () => {
  test('-verify -urlfetch says that the check passed, and asks every URL again', async () => {
    const { verify, status } = await exchange()
    await status()
    const lines = await verify()
    expect(lines).toContain('Leaf certificate revocation check passed')
    expect(lines.slice(-2)).toEqual(['CertUtil: -verify command completed successfully.', '0'])
    expect(lines).toContain('  Verified "Base CRL" Time: 0')
    expect(asked.filter((url) => url === 'pki.example.com/root.crl')).toHaveLength(2)
  })

  test('-verify -urlfetch names the URL that cannot be fetched, and why', async () => {
    names.clear()
    const lines = await (await exchange()).verify()
    expect(lines.join('\n')).toMatch(
      /Failed "CDP" Time: 0\n {4}Error retrieving URL: The server name or address could not be resolved 0x80072ee7[^\n]*\n {4}http:\/\/pki\.example\.com\/intermediate\.crl/,
    )
    expect(lines.join('\n')).toMatch(/ERROR: Verifying leaf certificate revocation status returned .* 0x80092013/)
    expect(lines).not.toContain('Leaf certificate revocation check passed')
  })

  test('-verify of what is not there, or is no certificate, ends with its error code', async () => {
    const { run, cmd } = await exchange()
    expect((await run('certutil -verify C:\\Temp\\none.cer')).slice(-1)).toEqual(['-2147024894'])
    await cmd.script("Set-Content C:\\Temp\\x.cer 'no certificate'")
    expect((await run('certutil -verify C:\\Temp\\x.cer')).at(-1)).not.toBe('0')
  })

  test('-store shows the provider of a key, and -urlcache forgets what was fetched', async () => {
    const { run, status, host } = await exchange()
    const [own = ''] = Object.keys(host.state.read().certificates.My ?? {})
    expect(await run(`certutil -store my ${own}`)).toContain(
      '  Provider = Microsoft Enhanced Cryptographic Provider v1.0',
    )
    expect((await run('certutil -store my 00')).at(-1)).toBe('-2146885628')
    await status()
    expect(await run('certutil -urlcache "*" delete')).toContain('Deleted http://pki.example.com/root.crl')
    await status()
    expect(asked).toHaveLength(4)
  })
})
