import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import { inNoTime } from '#test/in-no-time.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { installCertificate } from './install-certificate.ts'
import { probeRemedy } from './probe-remedy.ts'
import { proveServices } from './prove-services.ts'
import { pushConfiguration } from './push-configuration.ts'
import { reloadHaproxy } from './reload-haproxy.ts'
import { services } from './services.ts'

async function loaded() {
  const installed = () => ({ packages: new Map([['haproxy', '2.6.12-1']]), nonlocalBind: '1' })
  const lab = await loadBalancers({ first: installed(), second: installed() })
  for (const step of [installCertificate, pushConfiguration, reloadHaproxy]) await applyStep(step, lab.context)
  for (const { transcript } of lab.nodes) transcript.length = 0
  lab.context.evidence.length = 0
  return lab
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())
test('proves every service of every server as each node sees it, and as each node passes it on', async () => {
  const { context, nodes } = await loaded()
  expect(await applyStep(proveServices, context)).toMatchObject({ outcome: 'satisfied' })
  const seen = context.evidence.flatMap((proof) => (proof.kind === 'answers' ? [proof.data] : []))
  expect(seen.map(({ from, rows }) => [from, rows.length])).toEqual([
    ['lab-hap01', services.length * 3],
    ['lab-hap02', services.length * 3],
  ])
  expect(seen[0]?.rows[0]).toMatchObject({ service: 'owa', target: 'LAB-EX01', status: 200, ms: 3 })
  expect(seen[0]?.rows.at(-1)).toMatchObject({ service: 'powershell', target: 'lab-hap01', status: 200, ms: 4 })
  expect(changesOn(nodes)).toEqual([])
})

test('names the server, the service and what the probe was told, and the way out', async () => {
  const { context, hap02 } = await loaded()
  hap02.state.sick.set('be_owa/LAB-EX02', { probe: 'L7STS', code: '503', said: 'Service Unavailable' })
  const ending = await inNoTime(applyStep(proveServices, context))
  expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'not-verified' } })
  expect(ending.failure?.message).toBe('lab-hap02 sees owa on LAB-EX02 DOWN (L7STS 503 Service Unavailable).')
  expect(ending.failure?.remedy).toContain('Get-ServerComponentState')
})

test('waits for a service that comes up in time', async () => {
  const { context, hap01 } = await loaded()
  hap01.state.sick.set('be_ews/LAB-EX01', { probe: 'L7STS', code: '503', said: '' })
  setTimeout(() => hap01.state.sick.clear(), 5000)
  expect(await inNoTime(applyStep(proveServices, context))).toMatchObject({ outcome: 'changed' })
})

test('stops waiting as soon as the administrator stops', async () => {
  const { hap01, context } = await loaded()
  hap01.state.sick.set('be_ews/LAB-EX01', { probe: 'L4CON', code: '', said: 'Connection refused' })
  const stop = new AbortController()
  const ending = applyStep(proveServices, { ...context, signal: stop.signal })
  setTimeout(() => stop.abort(new Error('stopped')), 3000)
  expect(await inNoTime(ending)).toMatchObject({ outcome: 'cancelled' })
})

test('sends to the load of HAProxy where none answers', async () => {
  const { context, hap01 } = await loaded()
  hap01.state.running = undefined
  expect(await lookAtStep(proveServices, context)).toMatchObject({ outcome: 'pending' })
  const ending = await inNoTime(applyStep(proveServices, context))
  expect(ending.failure?.remedy).toContain('Load it into HAProxy')
})

test('does not take servers that are up for a way in that is open', async () => {
  const { context, hap01 } = await loaded()
  const original = hap01.ask.bind(hap01)
  hap01.ask = async (words, options) =>
    words.includes('--write-out')
      ? { exitCode: 60, stdout: '000 0.000000\n'.repeat(9), stderr: 'curl: (60) SSL' }
      : original(words, options)
  const { detail } = await lookAtStep(proveServices, context)
  expect(detail).toContain('lab-hap01 does not pass on owa (curl: (60) SSL)')
})

test('does not overlook a server that the running HAProxy does not know', async () => {
  const { context, hap01 } = await loaded()
  hap01.state.servers = ['LAB-EX01']
  expect((await lookAtStep(proveServices, context)).detail).toContain('owa on LAB-EX02 unknown')
})

test.each([
  ['L4CON', null, 'UP', 'firewall'],
  ['L4TOUT', null, 'DOWN', 'address'],
  ['L6RSP', null, 'DOWN', 'TLS 1.2'],
  ['L7STS', 401, 'DOWN', 'Managed Availability'],
  ['L7STS', 404, 'DOWN', 'virtual directory'],
  ['L7STS', 418, 'DOWN', 'Get-ServerHealth'],
  ['L7TOUT', null, 'DOWN', 'application pool'],
  ['SOCKERR', null, 'DOWN', 'haproxy_connect_any'],
  ['L7OK', 200, 'MAINT', 'by hand'],
  ['NEWCODE', null, 'DOWN', 'browser'],
])('after %s %s on a server that is %s the way out speaks of %s', (probe, code, status, words) => {
  const server = { backend: 'be_owa', server: 'LAB-EX01', status, probe, code, probeMs: 1, said: '' }
  expect(probeRemedy(server)).toContain(words)
})
