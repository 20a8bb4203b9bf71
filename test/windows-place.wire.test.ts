import { afterAll, beforeAll, expect, test } from 'vitest'
import { plain } from '#lib/protocols/psrp/clixml/plain.ts'
import { type WindowsPlace, windowsSession } from '#lib/protocols/psrp/windows-session.ts'
import { type RunningHost, startWindowsHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { parsed } from '#lib/rehearsal/windows/state/certificates.ts'
import { Secret } from '#lib/secret.ts'
import { testConfig } from './windows-host.ts'
import { dialLoopback } from './windows-session.ts'

let running: RunningHost
beforeAll(async () => {
  running = await startWindowsHost(testConfig())
})
afterAll(() => running.close())

const place = (): Omit<WindowsPlace, 'identity'> => ({
  dial: dialLoopback,
  host: 'LAB-EX01',
  address: '127.0.0.1',
  credential: { user: 'LAB\\Administrator', password: new Secret('Passw0rd!Ünï') },
})
const byName = { kind: 'name', computer: 'LAB-EX01', domain: 'LAB' } as const
const fingerprint = () => {
  const { certificates, winrmThumbprint } = running.host.state.read()
  const kept = certificates.My?.[winrmThumbprint]
  return kept ? parsed(kept).fingerprint256 : ''
}

test('a server is reached by its approved name on HTTP and by its approved certificate on HTTPS', async () => {
  const { http, https } = running.ports
  const identity = { kind: 'certificate', sha256: fingerprint() } as const
  await using onHttp = windowsSession({ ...place(), port: http, identity: byName })
  await using onHttps = windowsSession({ ...place(), port: https, identity })
  expect((await onHttp.open()).peer).toMatchObject({ transport: 'http', sealed: 'ntlm' })
  expect((await onHttps.open()).peer).toMatchObject({ transport: 'https', sealed: 'tls' })
})

test("Exchange's endpoint takes commands", async () => {
  await using exchange = windowsSession({
    ...place(),
    endpoint: 'exchange',
    port: running.ports.web ?? 0,
    identity: byName,
  })
  const { output } = await exchange.pipeline([{ name: 'Get-ExchangeServer', parameters: { Identity: 'LAB-EX01' } }])
  expect(output.map((server) => plain(server))).toMatchObject([{ Name: 'LAB-EX01' }])
})

test.each([
  ['name', () => ({ ...byName, computer: 'LAB-EX02' }), 'http', 'identity-changed'],
  ['certificate', () => ({ kind: 'certificate', sha256: 'AA'.repeat(32) }) as const, 'https', 'identity-changed'],
] as const)('a server with another %s than the approved one is told nothing', async (_, identity, kind, code) => {
  await using session = windowsSession({ ...place(), port: running.ports[kind], identity: identity() })
  await expect(session.open()).rejects.toMatchObject({ code })
})
