import fc from 'fast-check'
import forge from 'node-forge'
import { beforeEach, describe, expect, test } from 'vitest'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { inspectRequest, issueFromRequest } from '#lib/protocols/x509/inspect-request.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { toPfx } from '#lib/protocols/x509/pfx.ts'
import { readRequest } from '#lib/protocols/x509/request.ts'
import { Secret } from '#lib/secret.ts'
import { labAuthority } from '#test/authority.ts'
import { testShell } from '#test/windows-host.ts'
import { x500Name } from '../certificates/x500-name.ts'
import { NetObject, propertyOf, SecureText, textOf, type Value } from '../powershell/value.ts'

const names = ['mail.example.net', 'autodiscover.example.net']
const authority = await labAuthority({ names })
let ems: Awaited<ReturnType<typeof testShell>>
beforeEach(async () => {
  ems = await testShell({ language: 'none' })
})

const held = (value: Value | undefined, name: string) => textOf(propertyOf(value ?? null, name))
const state = () => ems.host.state.read()
const own = () => Object.entries(state().certificates.My ?? {}).find(([, { friendlyName }]) => friendlyName)?.[0] ?? ''
const get = async (Thumbprint: string) => (await ems.command('Get-ExchangeCertificate', { Thumbprint })).output[0]

const wish = {
  GenerateRequest: true,
  SubjectName: 'c=AU, s=NSW, o="Digital ""Brain"", Ltd", ou=Entwicklung für HAProxy, cn=mail.example.net',
  DomainName: names,
  KeySize: 2048,
  PrivateKeyExportable: true,
  FriendlyName: 'Exchange 2013 for HAProxy Lab',
}
async function requested(changed: Record<string, Value> = {}) {
  const { output, failed } = await ems.command('New-ExchangeCertificate', { ...wish, ...changed })
  return { text: textOf(output[0]), failed }
}

async function issued(request: string) {
  const pem = await issueFromRequest({
    request,
    allowedNames: names,
    subject: { commonName: 'mail.example.net' },
    issuer: { certificate: authority.intermediate.certificate, key: authority.intermediate.key },
    days: 90,
    crlUrl: 'http://pki.example.net/intermediate.crl',
    issuerUrl: 'http://pki.example.net/intermediate.crt',
  })
  return { der: new Uint8Array(derOf(pem, 'CERTIFICATE')), thumbprint: readCertificate(pem).sha1 }
}

const pfx = (strength: '3des' | 'aes256', friendlyName = 'Exchange mail') =>
  new Uint8Array(
    toPfx({
      key: authority.leafKey,
      chainPem: authority.leaf + authority.intermediate.certificate,
      password: new Secret('Ünï-1'),
      friendlyName,
      strength,
    }),
  )
const leafThumbprint = readCertificate(authority.leaf).sha1
const importPfx = (changed: Record<string, Value> = {}) =>
  ems.command('Import-ExchangeCertificate', {
    FileData: pfx('3des'),
    Password: new SecureText('Ünï-1'),
    PrivateKeyExportable: true,
    ...changed,
  })

describe('a request', () => {
  test('is a real one: signed by its key, with the subject, the names and the extensions of Exchange', async () => {
    const { text } = await requested()
    expect(text).toMatch(
      /^-----BEGIN NEW CERTIFICATE REQUEST-----\r\n[\s\S]+-----END NEW CERTIFICATE REQUEST-----\r\n$/,
    )
    const request = await readRequest(text)
    expect(request).toMatchObject({
      subject: 'C=AU, S=NSW, O="Digital ""Brain"", Ltd", OU=Entwicklung für HAProxy, CN=mail.example.net',
      names,
      signed: true,
    })
    expect(request.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(inspectRequest(request, names)).toEqual([])
  })

  test('waits in the store REQUEST and is listed as pending', async () => {
    await requested()
    const pending = Object.keys(state().certificates.REQUEST ?? {})
    expect(pending).toHaveLength(1)
    const listed = (await ems.command('Get-ExchangeCertificate')).output
    expect(
      listed.map((one) => [held(one, 'Status'), held(one, 'FriendlyName'), held(one, 'CertificateDomains')]),
    ).toContainEqual(['PendingRequest', wish.FriendlyName, names.join(', ')])
    expect(held(await get(pending[0] ?? ''), 'PrivateKeyExportable')).toBe('True')
  })

  test.each([
    ['a subject that is no name', { SubjectName: 'cn=mail,=x' }, /invalid X500 name attribute key/],
    ['a subject that breaks off', { SubjectName: 'c=AU, ou=HAProxy Lab,' }, /invalid X500 name attribute key/],
    ['a name that is none', { DomainName: ['mail example'] }, /isn't a valid SMTP domain/],
    ['a key of an odd size', { KeySize: 2047 }, /key size 2047/],
    ['a server that is not there', { Server: 'LAB-EX09' }, /object 'LAB-EX09' couldn't be found/],
    ["another server's", { Server: 'LAB-EX02' }, /does not simulate the certificates of LAB-EX02/],
  ])('with %s is refused, and nothing waits', async (_, changed, message) => {
    const { failed } = await requested(changed)
    expect(failed?.message).toMatch(message)
    expect(state().certificates.REQUEST ?? {}).toEqual({})
  })

  test('is answered by the certificate that its key fits; the key and the name stay', async () => {
    const { der, thumbprint } = await issued((await requested()).text)
    const { output, failed } = await ems.command('Import-ExchangeCertificate', {
      FileData: der,
      Server: 'lab-ex01.lab.local',
    })
    expect(failed).toBeUndefined()
    expect(['Thumbprint', 'HasPrivateKey', 'FriendlyName', 'Services'].map((name) => held(output[0], name))).toEqual([
      thumbprint,
      'True',
      wish.FriendlyName,
      'None',
    ])
    expect(state().certificates.REQUEST).toEqual({})
    expect((await ems.command('Import-ExchangeCertificate', { FileData: der })).failed?.message).toBe(
      `A special Rpc error occurs on server LAB-EX01: Cannot import certificate. A certificate with the thumbprint ${thumbprint} already exists.`,
    )
  })
})

describe('a certificate', () => {
  test('without its key stands there without one, and no service takes it', async () => {
    await ems.command('Import-ExchangeCertificate', { FileData: new Uint8Array(derOf(authority.leaf, 'CERTIFICATE')) })
    expect(held(await get(leafThumbprint), 'HasPrivateKey')).toBe('False')
    const { failed } = await ems.command('Enable-ExchangeCertificate', { Thumbprint: leafThumbprint, Services: 'IIS' })
    expect(failed?.message).toMatch(/not valid for use with Exchange Server \(reason: PrivateKeyMissing\)/)
  })

  test('comes with its key out of a PFX, and its issuer goes into the store CA', async () => {
    expect((await importPfx()).failed).toBeUndefined()
    expect(state().certificates.My?.[leafThumbprint]).toMatchObject({
      exportable: true,
      friendlyName: 'Exchange mail',
      provider: 'Microsoft RSA SChannel Cryptographic Provider',
    })
    const intermediate = readCertificate(authority.intermediate.certificate).sha1
    expect(Object.keys(state().certificates.CA ?? {})).toEqual([intermediate])
  })

  test.each([
    ['a wrong password', { Password: new SecureText('wrong') }],
    ['an empty password', { Password: new SecureText('') }],
    ['AES, which Windows Server 2012 R2 does not open', { FileData: pfx('aes256') }],
    ['half of it', { FileData: pfx('3des').subarray(0, 900) }],
    ['nothing that is a certificate', { FileData: Uint8Array.of(1, 2, 3) }],
  ])('in a PFX with %s is refused', async (_, changed) => {
    const before = JSON.stringify(state().certificates)
    expect((await importPfx(changed)).failed?.message).toBe(
      'A special Rpc error occurs on server LAB-EX01: The source data cannot be imported or the wrong password was specified.',
    )
    expect(JSON.stringify(state().certificates)).toBe(before)
  })

  test('leaves the server only with a key that may be exported, and comes in elsewhere', async () => {
    await importPfx({ FriendlyName: 'Exchange 2013' })
    const leave = { Thumbprint: leafThumbprint, BinaryEncoded: true, Password: new SecureText('once') }
    const { output } = await ems.command('Export-ExchangeCertificate', leave)
    const data = propertyOf(output[0] ?? null, 'FileData') ?? null
    ems = await testShell({ language: 'none' })
    await importPfx({ FileData: data, Password: new SecureText('once'), PrivateKeyExportable: false })
    expect(state().certificates.My?.[leafThumbprint]).toMatchObject({
      exportable: false,
      friendlyName: 'Exchange 2013',
    })
    const { failed } = await ems.command('Export-ExchangeCertificate', leave)
    expect(failed?.message).toMatch(
      /could not be exported as PKCS-12\. Either it could not be accessed or is not exportable/,
    )
  })

  test('that is not there is an error of each cmdlet', async () => {
    const Thumbprint = '0'.repeat(40)
    const message = `A special Rpc error occurs on server LAB-EX01: The certificate with thumbprint ${Thumbprint} was not found.`
    expect((await ems.command('Get-ExchangeCertificate', { Thumbprint })).errors).toMatchObject([{ message }])
    for (const [name, more] of [
      ['Enable-ExchangeCertificate', { Services: 'IIS' }],
      ['Export-ExchangeCertificate', {}],
      ['Remove-ExchangeCertificate', { Confirm: false }],
    ] as const)
      expect((await ems.command(name, { Thumbprint, ...more })).failed).toMatchObject({
        message,
        exception: 'System.InvalidOperationException',
        category: 'InvalidArgument',
      })
  })
})

describe('services', () => {
  const enable = (Services: Value, changed: Record<string, Value> = {}) =>
    ems.command('Enable-ExchangeCertificate', { Thumbprint: leafThumbprint, Services, ...changed })
  beforeEach(() => importPfx())

  test('are those that setup gave until others are assigned, and are then taken over one by one', async () => {
    expect(held(await get(own()), 'Services')).toBe('IMAP, POP, IIS, SMTP')
    await enable('IIS,POP', { Force: true })
    expect([held(await get(own()), 'Services'), held(await get(leafThumbprint), 'Services')]).toEqual([
      'IMAP, SMTP',
      'POP, IIS',
    ])
    await enable('IMAP')
    expect(held(await get(leafThumbprint), 'Services')).toBe('IMAP, POP, IIS')
  })

  test('IIS binds port 443 of the Default Web Site, and serves it after iisreset', async () => {
    await enable(['IIS'])
    expect(state().iis.bindings).toContainEqual({
      site: 'Default Web Site',
      protocol: 'https',
      port: 443,
      thumbprint: leafThumbprint,
    })
    expect(state().iis.servedThumbprint).toBe(own())
    await (await testShell({ host: ems.host })).script('iisreset /noforce')
    expect(state().iis.servedThumbprint).toBe(leafThumbprint)
  })

  test('SMTP without -Force asks whether to replace the default certificate, and fails where nobody answers', async () => {
    const { failed } = await enable('SMTP,IIS')
    expect(failed?.message).toMatch(/prompts the user failed[\s\S]+Overwrite the existing default SMTP certificate\?/)
    expect(failed?.message).toContain(`Current certificate: '${own()}' (expires `)
    expect(held(await get(leafThumbprint), 'Services')).toBe('None')
  })

  test.each([
    ['yes', 0, leafThumbprint],
    ['no', 2, undefined],
  ])(
    'a person who says %s decides about the default SMTP certificate, and SMTP is assigned either way',
    async (_, person, defaultSmtp) => {
      ems = await testShell({ language: 'none', host: ems.host, person })
      expect((await enable('SMTP')).failed).toBeUndefined()
      expect(state().certificateServices).toMatchObject({
        smtp: [own(), leafThumbprint],
        defaultSmtp: defaultSmtp ?? own(),
      })
    },
  )

  test('-Force answers that question with yes: the default SMTP certificate is another one then', async () => {
    await enable('SMTP', { Force: true })
    expect(state().certificateServices?.defaultSmtp).toBe(leafThumbprint)
    expect([held(await get(own()), 'Services'), held(await get(leafThumbprint), 'Services')]).toEqual([
      'IMAP, POP, IIS, SMTP',
      'SMTP',
    ])
  })

  test('that Exchange does not know are refused by name', async () => {
    expect((await enable('IIS,OWA')).failed?.message).toContain('Unable to match the identifier name OWA')
  })

  test('keep a certificate from being removed; one that serves nothing goes', async () => {
    await enable('IIS')
    const remove = (Thumbprint: string, Confirm: Value = false) =>
      ems.command('Remove-ExchangeCertificate', { Thumbprint, Confirm })
    expect((await remove(own())).failed?.message).toMatch(/The internal transport certificate cannot be removed/)
    expect((await remove(leafThumbprint)).failed?.message).toMatch(/it is used by IIS/)
    await requested()
    const [pending = ''] = Object.keys(state().certificates.REQUEST ?? {})
    expect((await remove(pending, true)).failed?.message).toMatch(/prompts the user failed/)
    expect((await remove(pending)).failed).toBeUndefined()
    expect(state().certificates.REQUEST).toEqual({})
  })
})

test('a certificate is an object of Exchange, not of the certificate drive', async () => {
  const [one] = (await ems.command('Get-ExchangeCertificate')).output
  expect(one).toBeInstanceOf(NetObject)
  expect(one instanceof NetObject && one.types[0]).toBe(
    'Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate',
  )
})

test('a chain out of PKCS#7 completes a request and brings its issuer', async () => {
  const { der, thumbprint } = await issued((await requested()).text)
  const chain = forge.pkcs7.createSignedData()
  const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----`
  for (const one of [authority.root.certificate, authority.intermediate.certificate, pem]) chain.addCertificate(one)
  const bytes = Buffer.from(forge.asn1.toDer(chain.toAsn1()).getBytes(), 'binary')
  const { failed } = await ems.command('Import-ExchangeCertificate', { FileData: new Uint8Array(bytes) })
  expect(failed).toBeUndefined()
  expect(held(await get(thumbprint), 'HasPrivateKey')).toBe('True')
  expect(Object.keys(state().certificates.CA ?? {})).toEqual([readCertificate(authority.intermediate.certificate).sha1])
  expect(state().certificates.Root).toEqual({})
})

test('whatever bytes are imported, they are read or refused', async () => {
  const whole = pfx('3des')
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(whole.length - 1).map((at) => whole.map((byte, index) => (index === at ? byte ^ 0x55 : byte))),
  )
  await fc.assert(
    fc.asyncProperty(bytes, async (data) => {
      const { failed } = await importPfx({ FileData: new Uint8Array(data) })
      if (failed) expect(failed.message).toMatch(/source data cannot be imported|already exists/)
    }),
    { numRuns: 40 },
  )
})

test('whatever a subject is written as, it is a name or refused as .NET refuses it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[CNOcno=,;+" ]{0,30}$/), (text) => {
      try {
        for (const { value } of x500Name(text)) expect(value).not.toBe('')
      } catch (error) {
        expect(error).toMatchObject({ message: expect.stringContaining('invalid X500 name attribute key') })
      }
    }),
    { numRuns: 500 },
  )
})
