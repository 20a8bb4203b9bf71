import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plain } from '#lib/protocols/psrp/clixml/plain.ts'
import { credential } from '#lib/protocols/psrp/clixml/typed.ts'
import { Secret } from '#lib/secret.ts'
import { testConfig } from '#test/windows-host.ts'
import { windowsSession } from '#test/windows-session.ts'
import { type RunningHost, startWindowsHost } from './start-windows-host.ts'

let running: RunningHost
beforeAll(async () => {
  running = await startWindowsHost(testConfig())
})
beforeEach(() => running.host.faults.clear())
afterAll(() => running.close())

describe('our client on the simulated host', () => {
  test.each(['http', 'https'] as const)('opens a pool over %s and runs cmdlets', async (endpoint) => {
    await using session = windowsSession(running, { endpoint })
    const { peer, version } = await session.open()
    expect(version).toBe('2.2')
    expect(peer).toMatchObject({ transport: endpoint, login: 'ntlm', sealed: endpoint === 'http' ? 'ntlm' : 'tls' })

    const { output } = await session.pipeline([{ name: 'Get-Service', parameters: { Name: 'WinRM' } }], { reads: true })
    expect(output.map((one) => plain(one))).toMatchObject([{ Name: 'WinRM', Status: 'Running' }])
  })

  test.each(['exchange', 'exchange-tls'] as const)(
    'reaches Exchange cmdlets at its own endpoint (%s)',
    async (endpoint) => {
      await using session = windowsSession(running, { endpoint })
      const { output } = await session.pipeline([{ name: 'Get-ExchangeServer' }], { reads: true })
      expect(output.map((one) => plain(one))).toMatchObject([{ Name: 'LAB-EX01' }, { Name: 'LAB-EX02' }])
    },
  )

  test("is refused a script at Exchange's endpoint, in Exchange's words", async () => {
    await using session = windowsSession(running, { endpoint: 'exchange' })
    const refused = session.pipeline([{ script: 'Get-ExchangeServer' }])
    await expect(refused).rejects.toThrow('The syntax is not supported by this runspace')
  })

  test('is told a wrong password apart from everything else', async () => {
    await using session = windowsSession(running, { password: 'wrong' })
    await expect(session.open()).rejects.toMatchObject({ code: 'auth-rejected' })
  })

  test('keeps variables and files from one pipeline to the next', async () => {
    await using session = windowsSession(running)
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251)
    await session.pipeline([
      { name: 'Set-Content', parameters: { Path: 'C:\\Temp\\big.bin', Value: bytes, Encoding: 'Byte' } },
    ])
    const { output } = await session.pipeline(
      [{ name: 'Get-Content', parameters: { Path: 'C:\\Temp\\big.bin', Encoding: 'Byte', ReadCount: 0 } }],
      { reads: true },
    )
    expect(output).toEqual([Buffer.from(bytes)])
  })

  test('imports Exchange with an explicit credential and takes its cmdlets as commands', async () => {
    await using session = windowsSession(running)
    const password = new Secret(running.host.config.accounts[0]?.password ?? '')
    await session.pipeline([
      {
        script:
          'param($uri, $credential, $names)\n$exchange = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri $uri -Authentication Kerberos -Credential $credential -ErrorAction Stop\nImport-PSSession $exchange -CommandName $names -DisableNameChecking -AllowClobber | Out-Null',
        parameters: {
          uri: 'http://LAB-EX02.lab.local/PowerShell/',
          credential: credential('LAB\\Administrator', password),
          names: ['Get-OwaVirtualDirectory'],
        },
      },
    ])
    const { output } = await session.pipeline([{ name: 'Get-OwaVirtualDirectory', parameters: { Server: 'LAB-EX02' } }])
    expect(output.map((one) => plain(one))).toMatchObject([
      { Server: 'LAB-EX02', InternalUrl: 'https://lab-ex02.lab.local/owa' },
    ])
  })

  test('several clients at once each get their own answers', async () => {
    const asked = Array.from({ length: 6 }, (_, at) => at)
    const answers = await Promise.all(
      asked.map(async (at) => {
        await using session = windowsSession(running)
        await session.pipeline([{ name: 'Set-Variable', parameters: { Name: 'mine', Value: at } }])
        const { output } = await session.pipeline([
          { name: 'Get-Variable', parameters: { Name: 'mine', ValueOnly: true } },
        ])
        return output[0]
      }),
    )
    expect(answers).toEqual(asked)
    expect(running.openShells()).toEqual({ windows: 0, exchange: 0 })
  })

  test('stops a pipeline on the host when it is told to', async () => {
    await using session = windowsSession(running)
    await session.open()
    const started = performance.now()
    const sleeping = session.pipeline([{ name: 'Start-Sleep', parameters: { Seconds: 30 } }], { timeoutMs: 300 })
    await expect(sleeping).rejects.toMatchObject({ code: 'timed-out' })
    expect(performance.now() - started).toBeLessThan(8_000)
  })

  test('waits through operation timeouts for something that takes its time', async () => {
    await using session = windowsSession(running, { operationTimeoutMs: 500 })
    const { output } = await session.pipeline([{ script: "Start-Sleep -Seconds 2; 'done'" }])
    expect(output).toEqual(['done'])
  })
})

describe('quotas', () => {
  test('one shell too many is refused as a quota', async () => {
    const small = testConfig()
    small.quotas.maxShellsPerUser = 1
    const host = await startWindowsHost(small)
    await using first = windowsSession(host)
    await first.open()
    await using second = windowsSession(host)
    await expect(second.open()).rejects.toMatchObject({ code: 'quota' })
    await first.close()
    await host.close()
  })

  test('a shell that nobody speaks to is closed, and the client opens another', async () => {
    const short = testConfig()
    short.quotas.shellIdleMs = 200
    const host = await startWindowsHost(short)
    await using session = windowsSession(host)
    await session.open()
    await expect.poll(() => host.openShells().windows).toBe(0)
    const { output } = await session.pipeline([{ name: 'Get-Service', parameters: { Name: 'WinRM' } }])
    expect(output).toHaveLength(1)
    await session.close()
    await host.close()
  })
})

test('a mandatory parameter that is missing is asked for, and nobody has to wait for the answer', async () => {
  await using session = windowsSession(running)
  const asked = session.pipeline([{ name: 'New-ItemProperty', parameters: { Path: 'HKLM:\\SOFTWARE' } }])
  await expect(asked).rejects.toMatchObject({ code: 'remote-error', message: expect.stringContaining('answer Prompt') })
})
