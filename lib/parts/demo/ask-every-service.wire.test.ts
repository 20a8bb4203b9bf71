import { createServer } from 'node:https'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { healthPath, services } from '#lib/parts/load-balancer/services.ts'
import { directDial } from '#lib/protocols/direct-dial.ts'
import { Secret } from '#lib/secret.ts'
import type { Dial } from '#lib/wizard/hosts.ts'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import { inNoTime } from '#test/in-no-time.ts'
import { keptAuthority } from '#test/kept-authority.ts'
import { listeningPort } from '#test/listening-port.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { askEveryService } from './ask-every-service.ts'

const answers = defaultAnswers('rehearsal')
const places = { address: '10.113.0.10', first: '10.113.0.21', second: '10.113.0.22' }
let values: Awaited<ReturnType<typeof keptAuthority>>
let port: number
let server: ReturnType<typeof createServer>
let open = 0
/** Where nothing listens, and which path at which address is answered with which status. */
let dead: Set<string>
let sick: Map<string, number>

beforeAll(async () => {
  values = await keptAuthority(answers)
  const [leaf, intermediate, key] = [kept.leafCertificate, kept.intermediateCertificate, kept.leafKey].map((name) =>
    values.get(name),
  )
  const tls = { cert: `${leaf}\n${intermediate}`, key: key instanceof Secret ? key.reveal() : '' }
  server = createServer(tls, (request, answer) => {
    const known = services.some((service) => healthPath(service) === request.url)
    answer
      .writeHead(known ? (sick.get(`${addressOf.get(request.socket.remotePort ?? 0)} ${request.url}`) ?? 200) : 404)
      .end()
  })
  port = await listeningPort(server)
})
afterEach(() => void vi.useRealTimers())
afterAll(() => void server.close())
beforeEach(() => {
  dead = new Set()
  sick = new Map()
})

const addressOf = new Map<number, string>()
const dial: Dial = async ({ address, signal }) => {
  const socket = await directDial({ address: '127.0.0.1', port: dead.has(address) ? 1 : port, signal })
  addressOf.set(socket.localPort ?? 0, address)
  open += 1
  return socket.once('close', () => {
    open -= 1
  })
}

const running = { configuration: 'fairlead-1', thumbprint: 'A1' }
const balanced = (first: object = {}) =>
  loadBalancers({ answers, first: { running, ...first }, second: { running }, hosts: { dial }, kept: new Map(values) })

test('asks every service at the virtual address, through both nodes and from each server, and changes nothing', async () => {
  const { context, nodes } = await balanced()
  expect(await applyStep(askEveryService, context)).toEqual({
    outcome: 'satisfied',
    found: expect.any(String),
    detail: 'All 9 services answer at all 5 places, with a certificate that holds.',
  })
  expect(changesOn(nodes)).toEqual([])
  const [proof] = context.evidence
  expect(proof).toMatchObject({ kind: 'answers', subject: 'client', data: { from: 'LAB-WS01' } })
  const rows = proof?.kind === 'answers' ? proof.data.rows : []
  expect(rows).toHaveLength(45)
  expect(new Set(rows.map(({ target }) => target))).toEqual(
    new Set(['virtual address', 'lab-hap01', 'lab-hap02', 'LAB-EX01', 'LAB-EX02']),
  )
  expect(rows.every(({ status, ms }) => status === 200 && ms >= 0)).toBe(true)
})

test('a look that finds a service down says which and where, and keeps the matrix', async () => {
  sick.set(`${places.second} /ews/healthcheck.htm`, 503)
  const { context } = await balanced()
  expect(await lookAtStep(askEveryService, context)).toMatchObject({
    outcome: 'pending',
    found: 'LAB-EX02: ews: HTTP 503',
  })
  expect(context.evidence).toHaveLength(1)
})

test.each([
  [
    'a server that fails by itself',
    () => sick.set(`${places.first} /owa/healthcheck.htm`, 503),
    {},
    /LAB-EX01: owa: HTTP 503/,
    /that Exchange server/,
  ],
  [
    'a server that is down',
    () => dead.add(places.second),
    {},
    /LAB-EX02: owa, ecp, .*: 127\.0\.0\.1:1 cannot be reached/,
    /that Exchange server/,
  ],
  [
    'a node whose HAProxy is dead',
    () => undefined,
    { running: undefined },
    /lab-hap01: owa/,
    /HAProxy on the node refuses/,
  ],
  [
    'an address that nobody answers',
    () => dead.add(places.address),
    {},
    /virtual address: owa/,
    /it is the virtual address/,
  ],
])('waits its time for %s, then names where the fault lies', async (_, change, first, message, remedy) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true })
  change()
  const { context } = await balanced(first)
  const ending = await inNoTime(applyStep(askEveryService, context), () => open > 0)
  expect(ending).toMatchObject({
    outcome: 'failed',
    failure: { code: 'not-verified', message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) },
  })
})

test('a service that comes up in the meantime is waited for', async () => {
  sick.set(`${places.address} /mapi/healthcheck.htm`, 503)
  const { context } = await balanced()
  const applying = applyStep(askEveryService, context)
  await expect.poll(() => context.logged).toContain('waiting until every service answers')
  sick.clear()
  expect(await applying).toMatchObject({ outcome: 'changed' })
})

test('without a PKI nothing is asked, and the way is shown', async () => {
  const { context } = await balanced()
  context.kept.clear()
  expect(await applyStep(askEveryService, context)).toMatchObject({
    outcome: 'failed',
    failure: { code: 'blocked', fix: { part: 'pki' } },
  })
})
