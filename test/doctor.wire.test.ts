import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '#lib/env.ts'
import { type DoctorTarget, diagnose } from '#lib/protocols/doctor/diagnose.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { type RunningHost, startWindowsHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { parsed } from '#lib/rehearsal/windows/state/certificates.ts'
import { Secret } from '#lib/secret.ts'
import { testConfig } from './windows-host.ts'
import { dialLoopback } from './windows-session.ts'

const password = 'Passw0rd!Ünï'
let running: RunningHost
beforeAll(async () => {
  running = await startWindowsHost(
    testConfig({
      accounts: [
        { user: 'Administrator', domain: 'LAB', password },
        { user: 'guest', domain: 'LAB', password, administrator: false },
      ],
    }),
  )
})
afterAll(() => running.close())

const target = (wish: Partial<DoctorTarget> = {}): DoctorTarget => ({
  dial: dialLoopback,
  host: 'LAB-EX01',
  address: '127.0.0.1',
  credential: { user: 'LAB\\Administrator', password: new Secret(password) },
  ports: { http: running.ports.http, https: running.ports.https, exchange: running.ports.web ?? 0 },
  ...wish,
})
const diagnosed = (wish: Partial<DoctorTarget> = {}) => diagnose(target(wish), AbortSignal.timeout(30_000))
const winrmPin = () => {
  const { certificates, winrmThumbprint } = running.host.state.read()
  return parsed(certificates.My?.[winrmThumbprint] ?? never()).fingerprint256
}

describe('doctor', () => {
  test('tells listeners, login, versions, quotas, clock and Exchange of a healthy server', async () => {
    const { findings, ...found } = await diagnosed({ trust: { kind: 'pinned', sha256: winrmPin() } })
    expect(found).toMatchObject({
      listeners: [
        {
          transport: 'http',
          reachable: true,
          offers: ['Negotiate', 'Kerberos'],
          claims: { computer: 'LAB-EX01', domain: 'LAB' },
        },
        { transport: 'https', reachable: true, certificate: { believed: true, doubt: null } },
        { path: '/PowerShell/', reachable: true },
      ],
      login: { transport: 'https', method: 'ntlm', sealed: 'tls', provenServer: { dnsComputer: 'lab-ex01.lab.local' } },
      powershell: { version: '4.0', protocol: '2.2' },
      quotas: { maxEnvelopeKb: 500, maxShellsPerUser: 30, allowUnencrypted: false },
      exchange: { build: '15.0.1497.2', name: 'Exchange Server 2013' },
    })
    expect(Math.abs(found.clockSkewMs ?? Number.NaN)).toBeLessThan(5000)
    expect(findings).toEqual([])
  })

  test('logs in sealed on HTTP where the certificate is not believed, and says how to believe it', async () => {
    const { login, findings } = await diagnosed()
    expect(login).toMatchObject({ transport: 'http', sealed: 'ntlm' })
    expect(findings).toMatchObject([
      { severity: 'warning', code: 'tls', remedy: expect.stringContaining('approve it') },
    ])
  })

  test.each([
    [
      'a wrong password',
      { credential: { user: 'LAB\\Administrator', password: new Secret('wrong') } },
      'auth-rejected',
    ],
    [
      'an account without the right',
      { credential: { user: 'LAB\\guest', password: new Secret(password) } },
      'access-denied',
    ],
    ['a port that is shut', { ports: { http: 1, https: 1, exchange: 1 } }, 'unreachable'],
  ])('makes %s a finding with a remedy', async (_, wish, code) => {
    const { login, findings } = await diagnosed(wish)
    expect(login).toBeNull()
    expect(findings[0]).toMatchObject({ severity: 'problem', code, remedy: expect.stringMatching(/.{20}/) })
  })

  test.each([
    ['certificate', () => ({ kind: 'certificate', sha256: winrmPin() }) as const, 'https'],
    ['name', () => ({ kind: 'name', computer: 'LAB-EX01', domain: 'LAB' }) as const, 'http'],
  ] as const)(
    'logs in by the approved %s alone, and says each pipeline before it is sent',
    async (_, identity, kind) => {
      const told: string[] = []
      const { listeners, login, exchange, findings } = await diagnosed({
        identity: identity(),
        told: (commands) => void told.push(showCommands(commands)),
      })
      expect(listeners.map(({ transport }) => transport)).toEqual([kind])
      expect(login?.transport).toBe(kind)
      expect(exchange?.build).toBe('15.0.1497.2')
      expect(findings).toEqual([])
      expect(told).toEqual([expect.stringMatching(/^Get-ItemProperty -LiteralPath .*Setup/)])
    },
  )

  test.each([
    ['certificate', { kind: 'certificate', sha256: 'AA'.repeat(32) }],
    ['name', { kind: 'name', computer: 'LAB-EX02', domain: 'LAB' }],
    ['domain', { kind: 'name', computer: 'LAB-EX01', domain: 'OTHER' }],
  ] as const)('does not log in where another %s was approved', async (_, identity) => {
    const { login, findings } = await diagnosed({ identity })
    expect(login).toBeNull()
    expect(findings[0]).toMatchObject({ severity: 'problem', code: 'identity-changed' })
  })

  test('says what it could not read of the quotas, and calls that no problem', async () => {
    running.host.faults.add({ kind: 'wsman-fault', code: 5, action: 'Get', times: 1 })
    const { login, quotas, findings } = await diagnosed({ trust: { kind: 'pinned', sha256: winrmPin() } })
    expect(login).not.toBeNull()
    expect(quotas).toBeNull()
    expect(findings).toMatchObject([
      { severity: 'warning', code: 'access-denied', message: expect.stringMatching(/quotas were not looked at/) },
    ])
  })

  test('makes quotas that are too low findings with their remedy', async () => {
    const before = { ...running.host.config.quotas }
    Object.assign(running.host.config.quotas, { maxEnvelopeKb: 150, maxTimeoutMs: 5000, maxShellsPerUser: 3 })
    const { findings } = await diagnosed({ trust: { kind: 'pinned', sha256: winrmPin() } })
    Object.assign(running.host.config.quotas, before)
    expect(findings.map(({ code, remedy }) => [code, remedy])).toEqual([
      ['quota', expect.stringContaining('MaxEnvelopeSizekb 500')],
      ['quota', expect.stringContaining('MaxTimeoutms 20000')],
      ['quota', expect.stringContaining('MaxShellsPerUser 5')],
    ])
  })

  test('makes a clock that is wrong a finding', async () => {
    running.host.clockAheadMs = 400_000
    const { clockSkewMs, findings } = await diagnosed({ trust: { kind: 'pinned', sha256: winrmPin() } })
    running.host.clockAheadMs = 0
    expect(clockSkewMs).toBeGreaterThan(390_000)
    expect(findings).toMatchObject([{ severity: 'problem', message: expect.stringMatching(/400 s ahead/) }])
  })

  test('leaves nothing open on the server', async () => {
    await diagnosed()
    expect(running.openShells()).toEqual({ windows: 0, exchange: 0 })
  })

  test('from the command line: JSON, and the password comes by standard input', async () => {
    const { http, https, web = 0 } = running.ports
    const words = [
      '--host',
      'LAB-EX01',
      '--address',
      '127.0.0.1',
      '--user',
      'LAB\\Administrator',
      '--pin',
      winrmPin(),
      '--json',
    ]
    const ports = ['--http-port', http, '--https-port', https, '--exchange-port', web].map(String)
    const run =
      "const { doctor } = await import('#cli/doctor.ts'); process.exitCode = await doctor(process.argv.slice(1))"
    const script = run.replace('#cli', join(env.root, 'cli'))
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      '--',
      ...words,
      ...ports,
      '--password-stdin',
    ])
    child.stdin.end(`${password}\n`)
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(complained).toBe('')
    expect(JSON.parse(said)).toMatchObject({
      login: { method: 'ntlm' },
      exchange: { build: '15.0.1497.2' },
      findings: [],
    })
    expect(said).not.toContain(password)
  })
})

function never(): never {
  throw new Error('the host has no certificate')
}
