import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { testShell } from '#test/windows-host.ts'
import { propertyOf, textOf } from '../powershell/value.ts'
import { parsed } from '../state/certificates.ts'
import { environmentKey } from '../state/host-state.ts'
import { selfSigned } from '../state/self-signed.ts'

let shell: Awaited<ReturnType<typeof testShell>>
beforeEach(async () => {
  shell = await testShell()
})
const kept = () => shell.host.state.read()
const framework = 'HKLM:\\SOFTWARE\\Microsoft\\.NETFramework'
const keptFramework = () => kept().registry['HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework']

describe('registry', () => {
  test('a value is made once, refused the second time and set again', async () => {
    const value = { Path: framework, Name: 'DisableRetStructPinning', PropertyType: 'DWord', Value: 1 }
    expect((await shell.command('New-ItemProperty', value)).failed).toBeUndefined()
    expect(keptFramework()?.DisableRetStructPinning).toEqual({ kind: 'DWord', value: 1 })

    expect((await shell.command('New-ItemProperty', value)).failed).toMatchObject({
      message: 'The property already exists.',
      category: 'ResourceExists',
    })
    await shell.command('Set-ItemProperty', { Path: framework, Name: 'disableretstructpinning', Value: 0 })
    expect(keptFramework()?.DisableRetStructPinning).toEqual({ kind: 'DWord', value: 0 })
    await shell.command('Remove-ItemProperty', { Path: framework, Name: 'DisableRetStructPinning' })
    expect(keptFramework()?.DisableRetStructPinning).toBeUndefined()
  })

  test('a value that is not there is an error that names it', async () => {
    const { errors } = await shell.command('Get-ItemProperty', { Path: framework, Name: 'None' })
    expect(errors).toMatchObject([
      { message: expect.stringContaining('Property None does not exist at path HKEY_LOCAL_MACHINE') },
    ])
  })

  test('the environment of the system is its registry key, whichever way it is set', async () => {
    await shell.script("[Environment]::SetEnvironmentVariable('COMPLUS_DisableRetStructPinning', '1', 'Machine')")
    expect(kept().registry[environmentKey]?.COMPLUS_DisableRetStructPinning).toEqual({ kind: 'String', value: '1' })
    const { output } = await shell.script('$env:COMPLUS_DisableRetStructPinning')
    expect(output).toEqual(['1'])
  })
})

describe('files', () => {
  test('bytes come back as they were set, and text by lines', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
    await shell.command('Set-Content', { Path: 'C:\\Temp\\a.bin', Value: bytes, Encoding: 'Byte' })
    expect(
      (await shell.command('Get-Content', { Path: 'c:\\temp\\A.BIN', Encoding: 'Byte', ReadCount: 0 })).output,
    ).toEqual([bytes])
    await shell.command('Set-Content', { Path: 'C:\\Temp\\a.txt', Value: ['one', 'two'] })
    expect((await shell.command('Get-Content', { Path: 'C:\\Temp\\a.txt' })).output).toEqual(['one', 'two'])
  })

  test('a file in a folder that is not there is not written', async () => {
    const { failed } = await shell.command('Set-Content', { Path: 'C:\\None\\a.txt', Value: 'x' })
    expect(failed?.message).toBe("Could not find a part of the path 'C:\\None\\a.txt'.")
  })

  test('folders are made and removed with what is in them only when that is asked for', async () => {
    await shell.script("New-Item C:\\Temp\\deep -ItemType Directory | Out-Null; Set-Content C:\\Temp\\deep\\x 'y'")
    expect((await shell.command('Remove-Item', { Path: 'C:\\Temp\\deep' })).failed).toBeDefined()
    await shell.command('Remove-Item', { Path: 'C:\\Temp\\deep', Recurse: true })
    expect((await shell.command('Test-Path', { Path: 'C:\\Temp\\deep' })).output).toEqual([false])
  })
})

describe('certificates', () => {
  test('a certificate goes into a store, is found there, and is not there twice', async () => {
    const made = await selfSigned({ commonName: 'Lab-Root-CA', names: [], years: 1 })
    const bytes = new Uint8Array(Buffer.from(made.der, 'base64'))
    await shell.command('Set-Content', { Path: 'C:\\Temp\\root.cer', Value: bytes, Encoding: 'Byte' })
    const location = { FilePath: 'C:\\Temp\\root.cer', CertStoreLocation: 'Cert:\\LocalMachine\\Root' }
    const [first, second] = [
      await shell.command('Import-Certificate', location),
      await shell.command('Import-Certificate', location),
    ]
    const thumbprint = parsed(made).fingerprint.replaceAll(':', '')
    expect([first, second].map(({ output }) => propertyOf(output[0] ?? null, 'Thumbprint'))).toEqual([
      thumbprint,
      thumbprint,
    ])

    const { output } = await shell.command('Get-ChildItem', { Path: 'Cert:\\LocalMachine\\Root' })
    expect(output.map((one) => textOf(propertyOf(one, 'Subject')))).toEqual(['CN=Lab-Root-CA'])
    await shell.command('Remove-Item', { Path: `Cert:\\LocalMachine\\Root\\${thumbprint}` })
    expect(kept().certificates.Root).toEqual({})
  })

  test('what is no certificate, or in no file, is refused', async () => {
    await shell.command('Set-Content', { Path: 'C:\\Temp\\x.cer', Value: 'no certificate' })
    const ask = (FilePath: string) =>
      shell.command('Import-Certificate', { FilePath, CertStoreLocation: 'Cert:\\LocalMachine\\Root' })
    expect((await ask('C:\\Temp\\x.cer')).failed?.message).toContain('CRYPT_E_NO_MATCH')
    expect((await ask('C:\\Temp\\none.cer')).failed?.message).toBe('The certificate file could not be found.')
  })
})

describe('services', () => {
  test('are found by name or pattern, and missed by name only', async () => {
    expect((await shell.command('Get-Service', { Name: 'MSExchange*' })).output.length).toBeGreaterThan(3)
    const { errors } = await shell.command('Get-Service', { Name: 'None' })
    expect(errors).toMatchObject([
      {
        message: "Cannot find any service with service name 'None'.",
        fullyQualifiedErrorId: 'NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand',
      },
    ])
  })

  test('one that others depend on is stopped only by force, and takes them along', async () => {
    const stop = { Name: 'MSExchangeADTopology' }
    expect((await shell.command('Stop-Service', stop)).failed?.message).toContain('because it has dependent services')
    await shell.command('Stop-Service', { ...stop, Force: true })
    expect(kept().services.MSExchangeIS?.status).toBe('Stopped')
    await shell.command('Start-Service', { Name: 'MSExchangeIS' })
    expect(kept().services.MSExchangeADTopology?.status).toBe('Running')
  })
})

describe('iisreset', () => {
  test('serves what is bound from then on; a try that fails changes nothing and says so', async () => {
    await shell.host.state.change((draft) => {
      draft.iis.failingResets = 1
      draft.iis.bindings = [{ site: 'Default Web Site', protocol: 'https', port: 443, thumbprint: 'NEW' }]
    })
    const reset = () => shell.script('iisreset /noforce; $LASTEXITCODE')
    expect((await reset()).output).toEqual(expect.arrayContaining(['Restart attempt failed.', 1]))
    expect(kept().iis.servedThumbprint).not.toBe('NEW')
    expect((await reset()).output).toEqual(expect.arrayContaining(['Internet services successfully restarted', 0]))
    expect(kept().iis.servedThumbprint).toBe('NEW')
  })
})

test('hotfixes are found by their number, and a missing one is an error', async () => {
  expect((await shell.command('Get-HotFix', { Id: 'kb2919355' })).output).toHaveLength(1)
  expect((await shell.command('Get-HotFix', { Id: 'KB2908387' })).errors).toMatchObject([
    { fullyQualifiedErrorId: 'GetHotFixNoEntriesFound,Microsoft.PowerShell.Commands.GetHotFixCommand' },
  ])
})

describe('virtual directories', () => {
  const exchange = () => testShell({ language: 'none', host: shell.host })
  const identity = 'LAB-EX02\\owa (Default Web Site)'

  test('any server changes those of all, and an unchanged value is warned about', async () => {
    const ems = await exchange()
    const wanted = {
      Identity: identity,
      InternalUrl: 'https://mail.example.net/owa',
      ExternalUrl: 'https://mail.example.net/owa',
    }
    expect(await ems.command('Set-OwaVirtualDirectory', wanted)).toMatchObject({
      warnings: [expect.stringContaining('Please make the same change for the ECP virtual directory')],
      errors: [],
    })
    const { output } = await ems.command('Get-OwaVirtualDirectory', { Server: 'lab-ex02.lab.local' })
    expect(output.map((one) => textOf(propertyOf(one, 'InternalUrl')))).toEqual(['https://mail.example.net/owa'])
    expect((await ems.command('Set-OwaVirtualDirectory', wanted)).warnings).toEqual([
      `The command completed successfully but no settings of '${identity}' have been modified.`,
    ])
  })

  test('one that is not there is an error of Exchange', async () => {
    const { failed } = await (await exchange()).command('Set-OwaVirtualDirectory', {
      Identity: 'LAB-EX09\\owa (Default Web Site)',
    })
    expect(failed?.message).toMatch(/^The operation couldn't be performed because object 'LAB-EX09\\owa/)
    expect(failed?.fullyQualifiedErrorId).toMatch(
      /^\[Server=LAB-EX01,RequestId=.*Cmdlet-ManagementObjectNotFoundException\]/,
    )
  })

  test('a list is added to and taken from without the rest being named', async () => {
    const ems = await exchange()
    const script = await testShell({ host: shell.host })
    const { output: changes } = await script.script("@{ Add = 'Basic'; Remove = 'OAuth' }")
    const identity = 'LAB-EX01\\mapi (Default Web Site)'
    await ems.command('Set-MapiVirtualDirectory', { Identity: identity, IISAuthenticationMethods: changes[0] ?? null })
    const kept = shell.host.directory
      .read()
      .exchange.virtualDirectories.find((one) => one.kind === 'Mapi' && one.server === 'LAB-EX01')
    expect(kept?.settings.IISAuthenticationMethods).toEqual(['Ntlm', 'Negotiate', 'Basic'])
  })
})

test("the state is one readable file of the host's own", async () => {
  await shell.command('Set-Content', { Path: 'C:\\Temp\\seen.txt', Value: 'x' })
  const file = JSON.parse(readFileSync(`${shell.host.config.folder}/state.json`, 'utf8'))
  expect(file.files).toHaveProperty('C:\\Temp\\seen.txt')
})
