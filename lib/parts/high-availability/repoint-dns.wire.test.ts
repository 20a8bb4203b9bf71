import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dnsZones } from '#lib/parts/client-access/dns-zones.ts'
import { applyStep, undoStep } from '#lib/wizard/run-step.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { repointDns } from './repoint-dns.ts'

let lab: WindowsLab
let balancer: Server
let status = 200
let context: TestContext
let untouched: string

const names = ['mail', 'autodiscover', 'pki'].map((label) => `${label}.digitalbrain.com.au`)

beforeAll(async () => {
  lab = await windowsLab()
  balancer = createServer(({ url, headers }, response) => {
    const isList = headers.host === 'pki.digitalbrain.com.au' && url?.endsWith('.crl')
    response.writeHead(status, { 'Content-Type': isList ? 'application/pkix-crl' : 'application/pkix-cert' }).end('DER')
  })
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve))
  untouched = JSON.stringify(zones())
})
afterAll(async () => {
  balancer.closeAllConnections()
  balancer.close()
  await lab.close()
})
beforeEach(async () => {
  status = 200
  await dc()?.change((draft) => {
    draft.zones = JSON.parse(untouched)
  })
  await applyStep(dnsZones, { ...lab.context, before: stepContext().before })
  // A TCP server that listens on a port has an address of this shape.
  const { port } = balancer.address() as AddressInfo
  const { virtualAddress } = lab.context.answers.lab
  context = {
    ...lab.context,
    before: stepContext().before,
    hosts: {
      ...lab.context.hosts,
      dial: (target) =>
        lab.context.hosts.dial(target.address === virtualAddress ? { ...target, address: '127.0.0.1', port } : target),
    },
  }
  lab.sent.length = 0
  lab.dies = undefined
})

const dc = () => lab.running.get('LAB-DC01')?.host.state
const zones = () => dc()?.read().zones
const addresses = () =>
  names.map((name) => zones()?.[name]?.records.flatMap(({ type, data }) => (type === 'A' ? [data] : [])))
const virtual = () => names.map(() => [lab.context.answers.lab.virtualAddress])
const first = [['127.0.0.1'], ['127.0.0.1'], ['127.0.0.4']]
const writes = () => lab.sent.filter((line) => !/: Get-/.test(line))

test('points all three names to the virtual address, and never leaves one without an answer', async () => {
  expect(await applyStep(repointDns, context)).toMatchObject({ outcome: 'changed' })
  expect(addresses()).toEqual(virtual())
  expect(writes().map((line) => line.split(' ')[1])).toEqual(
    names.flatMap(() => ['Add-DnsServerResourceRecordA', 'Remove-DnsServerResourceRecord']),
  )
})

test('changes nothing the second time, and Part 3 is content with it', async () => {
  await applyStep(repointDns, context)
  lab.sent.length = 0
  expect(await applyStep(repointDns, context)).toMatchObject({ outcome: 'satisfied' })
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'satisfied' })
  expect(lab.sent).toEqual([])
})

test('refuses safely: no name goes where the revocation lists are not served', async () => {
  status = 404
  expect(await applyStep(repointDns, context)).toMatchObject({
    outcome: 'blocked',
    failure: { message: expect.stringContaining('HTTP 404'), fix: { part: 'load-balancer' } },
  })
  expect(lab.sent).toEqual([])
  expect(addresses()).toEqual(first)
})

test.each([1, 2, 3, 4, 5, 6].flatMap((at) => (['before', 'after'] as const).map((when) => [at, when] as const)))(
  'is taken up again after dying at write %i, %s it was carried out, and Undo puts back',
  async (at, when) => {
    // The zones and two looks into each of three, three times: to find, to plan, to point.
    lab.dies = { at: at + 21, when }
    expect(await applyStep(repointDns, context)).toMatchObject({ outcome: 'failed' })
    const again = await applyStep(repointDns, context)
    expect(again.outcome).toMatch(/changed|satisfied/)
    expect(addresses()).toEqual(virtual())
    expect(await undoStep(repointDns, context)).toMatchObject({ outcome: 'undone' })
    expect(addresses()).toEqual(first)
  },
)
