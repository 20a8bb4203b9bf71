import { once } from 'node:events'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testConfig } from '#test/windows-host.ts'
import { windowsSession } from '#test/windows-session.ts'
import { controlHost } from './control.ts'
import { type RunningHost, startWindowsHost } from './start-windows-host.ts'
import { thumbprintOf } from './state/certificates.ts'
import { selfSigned } from './state/self-signed.ts'

let running: RunningHost
beforeAll(async () => {
  running = await startWindowsHost(testConfig())
})
afterAll(() => running.close())

const tell = (request: Parameters<typeof controlHost>[2]) => controlHost('LAB-EX01', running.host.config, request)

test('every virtual directory answers its health page, with the certificate that IIS serves', async () => {
  for (const service of [
    'owa',
    'ecp',
    'EWS',
    'mapi',
    'OAB',
    'Autodiscover',
    'Microsoft-Server-ActiveSync',
    'PowerShell',
  ]) {
    expect(await ask(`/${service}/healthcheck.htm`)).toMatchObject({
      status: 200,
      body: '200 OK<br/>LAB-EX01.lab.local',
    })
  }
  expect((await ask('/owa/')).thumbprint).toBe(running.host.state.read().iis.servedThumbprint)
})

test('one service goes down and up without the others', async () => {
  await tell({ do: 'set-service', service: 'owa', mode: 'down' })
  expect([await ask('/owa/healthcheck.htm'), await ask('/ecp/healthcheck.htm')]).toMatchObject([
    { status: 503 },
    { status: 200 },
  ])
  await tell({ do: 'set-service', service: 'owa', mode: 'up' })
  expect(await ask('/owa/healthcheck.htm')).toMatchObject({ status: 200 })
})

test('a certificate that is bound is served after iisreset, and not before', async () => {
  const kept = await selfSigned({ commonName: 'bound.example.net', names: ['bound.example.net'], years: 1 })
  const thumbprint = thumbprintOf(kept)
  await running.host.state.change((draft) => {
    draft.certificates.My = { ...draft.certificates.My, [thumbprint]: kept }
    for (const binding of draft.iis.bindings) if (binding.protocol === 'https') binding.thumbprint = thumbprint
  })
  expect((await ask('/owa/')).thumbprint).not.toBe(thumbprint)
  await running.host.state.change((draft) => {
    draft.iis.servedThumbprint = thumbprint
  })
  expect((await ask('/owa/')).thumbprint).toBe(thumbprint)
})

test('a restart of IIS ends the shells of /PowerShell, and a try that fails leaves them', async () => {
  const [shell, admin] = [windowsSession(running, { endpoint: 'exchange' }), windowsSession(running)]
  const iisreset = () => admin.pipeline([{ script: 'iisreset.exe /noforce\n$LASTEXITCODE' }])
  try {
    await shell.pipeline([{ name: 'Get-OrganizationConfig' }])
    await controlHost('LAB-EX01', running.host.config, { do: 'fail-iisreset', times: 1 })
    expect((await iisreset()).output.at(-1)).toBe(1)
    expect(running.openShells().exchange).toBe(1)
    expect((await iisreset()).output.at(-1)).toBe(0)
    expect(running.openShells()).toEqual({ windows: 1, exchange: 0 })
  } finally {
    await Promise.all([shell.close(), admin.close()])
  }
})

async function ask(path: string): Promise<{ status: number | undefined; body: string; thumbprint: string }> {
  const request = get({ host: '127.0.0.1', port: running.ports.webTls, path, rejectUnauthorized: false, agent: false })
  const [response] = await once(request, 'response')
  // Over HTTPS the socket is one of TLS.
  const { fingerprint } = (response.socket as TLSSocket).getPeerCertificate()
  return { status: response.statusCode, body: await text(response), thumbprint: fingerprint.replaceAll(':', '') }
}
