import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { Secret } from '#lib/secret.ts'
import type { Dial } from '#lib/wizard/hosts.ts'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import { inNoTime } from '#test/in-no-time.ts'
import { keptAuthority } from '#test/kept-authority.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { proveVirtualAddress } from './prove-virtual-address.ts'

const VIRTUAL = '10.113.0.10'
let server: Server
let status = 200
let values: Awaited<ReturnType<typeof keptAuthority>>

beforeAll(async () => {
  values = await keptAuthority(defaultAnswers('rehearsal'))
  const [leaf, intermediate, key] = [kept.leafCertificate, kept.intermediateCertificate, kept.leafKey].map((name) =>
    values.get(name),
  )
  server = createServer(
    { cert: `${leaf}${intermediate}`, key: key instanceof Secret ? key.reveal() : '' },
    (request, response) => response.writeHead(request.url === '/owa/healthcheck.htm' ? status : 500).end('200 OK'),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => void server.close())
beforeEach(() => {
  status = 200
  // Only what Fairlead waits by; sockets and their timers go on as they are.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true })
})
afterEach(() => void vi.useRealTimers())

/** The address as it is reached from here: the test's own server stands for whoever holds it. */
const dial: Dial = async ({ address, port }) => {
  expect([address, port]).toEqual([VIRTUAL, 443])
  const bound = server.address()
  open++
  return connect(typeof bound === 'object' && bound ? bound.port : 0, '127.0.0.1').once('close', () => open--)
}
let open = 0
const isBusy = () => open > 0

async function held({ first = false, second = false, by = dial }: { first?: boolean; second?: boolean; by?: Dial }) {
  const holds = (is: boolean) => ({ holds: new Set(is ? [VIRTUAL] : []) })
  return loadBalancers({ first: holds(first), second: holds(second), hosts: { dial: by }, kept: new Map(values) })
}

test('proves who holds the address and that it answers with the certificate of the PKI', async () => {
  const { context, nodes } = await held({ first: true })
  expect(await applyStep(proveVirtualAddress, context)).toMatchObject({
    outcome: 'satisfied',
    detail: 'lab-hap01 alone holds 10.113.0.10, and it answers for mail.digitalbrain.com.au.',
  })
  expect(context.evidence).toMatchObject([
    { kind: 'fact', subject: 'virtual-address', data: [{ name: 'holder', value: 'lab-hap01' }, {}, {}, {}] },
  ])
  expect(changesOn(nodes)).toEqual([])
})

test('says so where the node that is not preferred holds it', async () => {
  const { context } = await held({ second: true })
  expect((await lookAtStep(proveVirtualAddress, context)).detail).toContain(
    'lab-hap02 alone holds 10.113.0.10, and it answers for mail.digitalbrain.com.au. lab-hap01 is preferred',
  )
})

test.each([
  ['nobody', {}, 'Nobody holds 10.113.0.10', 'journalctl -u keepalived'],
  ['both', { first: true, second: true }, 'lab-hap01 and lab-hap02 both hold 10.113.0.10', 'protocol 112'],
])('waits its time where %s hold it, then names the way out', async (_, who, message, remedy) => {
  const { context } = await held(who)
  const ending = await inNoTime(applyStep(proveVirtualAddress, context), isBusy)
  expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'not-verified' } })
  expect([ending.failure?.message, ending.failure?.remedy]).toEqual([
    expect.stringContaining(message),
    expect.stringContaining(remedy),
  ])
})

test('waits for the first election', async () => {
  const { context, hap01 } = await held({})
  setTimeout(() => hap01.state.holds.add(VIRTUAL), 6000)
  expect(await inNoTime(applyStep(proveVirtualAddress, context), isBusy)).toMatchObject({ outcome: 'changed' })
})

test('gives the preferred node its time to take the address back, so that it ends where it will stay', async () => {
  const { context, hap01, hap02 } = await held({ first: true, second: true })
  setTimeout(() => hap01.state.holds.delete(VIRTUAL), 2000)
  setTimeout(() => {
    hap02.state.holds.delete(VIRTUAL)
    hap01.state.holds.add(VIRTUAL)
  }, 9000)
  const ending = await inNoTime(applyStep(proveVirtualAddress, context), isBusy)
  expect(ending).toMatchObject({ outcome: 'changed', detail: expect.stringMatching(/^lab-hap01 alone/) })
})

test.each([
  [404, 'administrators’ networks', 'adminNetworks'],
  [503, 'Prove every service', undefined],
])('an answer of %i is not health, and the way out fits it', async (code, remedy, field) => {
  status = code
  const { context } = await held({ first: true })
  const ending = await inNoTime(applyStep(proveVirtualAddress, context), isBusy)
  expect(ending.failure?.message).toContain(`HTTP ${code}`)
  expect(ending.failure?.remedy).toContain(remedy)
  expect(ending.failure?.fix?.field).toBe(field)
})

test('does not believe a certificate that another authority has signed', async () => {
  const { context } = await held({ first: true })
  const other = await keptAuthority(context.answers)
  context.kept.set(kept.rootCertificate, String(other.get(kept.intermediateCertificate)))
  const { detail } = await lookAtStep(proveVirtualAddress, context)
  expect(detail).toContain('does not answer this machine as it should')
})

test('a refused connection is told as it is', async () => {
  const by: Dial = async () => connect(1, '127.0.0.1')
  const { context } = await held({ first: true, by })
  expect((await lookAtStep(proveVirtualAddress, context)).detail).toContain('does not answer this machine')
})

test('without a root certificate nothing can be proven', async () => {
  const { context } = await held({ first: true })
  context.kept.clear()
  expect((await lookAtStep(proveVirtualAddress, context)).detail).toContain('no root certificate')
})
