import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { dnsZones } from './dns-zones.ts'

let lab: WindowsLab
let context: TestContext
let first: string

const mail = 'mail.digitalbrain.com.au'
const pki = 'pki.digitalbrain.com.au'

beforeAll(async () => {
  lab = await windowsLab()
  first = JSON.stringify(dc().read().zones)
})
afterAll(() => lab.close())

beforeEach(async () => {
  await dc().change((draft) => {
    draft.zones = JSON.parse(first)
    if (draft.services.DNS) draft.services.DNS.status = 'Running'
  })
  // What was kept before belongs to one test.
  context = { ...lab.context, before: stepContext().before }
  lab.sent.length = 0
  lab.dies = undefined
})

const dc = () =>
  lab.running.get('LAB-DC01')?.host.state ??
  (() => {
    throw new Error('no LAB-DC01')
  })()
const zones = () => JSON.stringify(withoutSerials(dc().read().zones))
const withoutSerials = (all: ReturnType<ReturnType<typeof dc>['read']>['zones']) =>
  Object.entries(all).map(([name, zone]) => [name, zone.records.filter(({ type }) => type !== 'SOA')])
const addressesOf = (name: string) =>
  dc()
    .read()
    .zones[name]?.records.filter(({ name: own, type }) => own === '@' && type === 'A')
    .map(({ data, ttlSeconds }) => `${data} ${ttlSeconds}`)
const writes = () => lab.sent.filter((line) => !/: Get-/.test(line))
const put = (name: string, records: [name: string, type: string, data: string][]) =>
  dc().change((draft) => {
    const zone = structuredClone(draft.zones['lab.local'])
    if (!zone) throw new Error('no zone lab.local')
    const system = zone.records.filter(({ type }) => type === 'SOA' || type === 'NS')
    const own = records.map(([own, type, data]) => ({ name: own, type, ttlSeconds: 3600, data }))
    draft.zones[name] = { ...zone, records: [...system, ...own] }
  })

test('makes one zone for each name, with one short-lived record, and asks the server', async () => {
  const { changes = [] } = await lookAtStep(dnsZones, context)
  expect(writes()).toEqual([])
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'changed' })
  expect(addressesOf(mail)).toEqual(['127.0.0.1 300'])
  expect(addressesOf('autodiscover.digitalbrain.com.au')).toEqual(['127.0.0.1 300'])
  expect(addressesOf(pki)).toEqual(['127.0.0.4 300'])
  expect(context.evidence.at(-1)).toMatchObject({
    subject: 'dns-answers',
    data: [{ name: mail, value: '127.0.0.1 (kept for 300 s), said by LAB-DC01' }, {}, { name: pki }],
  })
  expect(changes.flatMap(({ host, command }) => command?.split('\n').map((line) => `${host}: ${line}`))).toEqual(
    writes(),
  )
})

test('changes nothing the second time', async () => {
  await applyStep(dnsZones, context)
  lab.sent.length = 0
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'satisfied' })
  expect(lab.sent).toEqual([])
})

test('is content once Part 6 has pointed a name to the virtual address, and leaves it there', async () => {
  await applyStep(dnsZones, context)
  const { virtualAddress } = context.answers.lab
  await put(mail, [['@', 'A', virtualAddress]])
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'satisfied' })
  await dc().change((draft) => {
    delete draft.zones[pki]
  })
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'changed' })
  expect(addressesOf(mail)).toEqual([`${virtualAddress} 3600`])
})

test.each([1, 2, 3, 4, 5, 6].flatMap((at) => (['before', 'after'] as const).map((when) => [at, when] as const)))(
  'is taken up again after dying at write %i, %s it was carried out',
  async (at, when) => {
    // Three looks at the zones, of which none is there: to find, to plan, to point.
    lab.dies = { at: at + 3, when }
    expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'failed' })
    expect((await applyStep(dnsZones, context)).outcome).toMatch(/changed|satisfied/)
    expect(addressesOf(mail)).toEqual(['127.0.0.1 300'])
    expect(addressesOf(pki)).toEqual(['127.0.0.4 300'])
    expect(await undoStep(dnsZones, context)).toMatchObject({ outcome: 'undone' })
    expect(zones()).toBe(JSON.stringify(withoutSerials(JSON.parse(first))))
  },
)

test('keeps the other records of a zone that is there, re-points its own machine, and Undo puts that back', async () => {
  await put(mail, [
    ['@', 'A', '127.0.0.2'],
    ['www', 'A', '203.0.113.9'],
    ['@', 'MX', '10 mx.example.'],
  ])
  const before = zones()
  const { changes = [] } = await lookAtStep(dnsZones, context)
  expect(changes[0]?.file).toMatchObject({
    before: '@ A 127.0.0.2 (TTL 3600 s)\nwww (A)\n@ (MX)',
    after: '@ A 127.0.0.1 (TTL 300 s)\nwww (A)\n@ (MX)',
  })
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'changed' })
  expect(addressesOf(mail)).toEqual(['127.0.0.1 300'])
  expect(zones()).toContain('203.0.113.9')
  expect(await undoStep(dnsZones, context)).toMatchObject({ outcome: 'undone' })
  expect(addressesOf(mail)).toEqual(['127.0.0.2 3600'])
  expect(JSON.parse(zones()).flat(2)).toHaveLength(JSON.parse(before).flat(2).length)
})

test('Undo leaves a zone of its own standing where somebody has added to it', async () => {
  await applyStep(dnsZones, context)
  await dc().change((draft) => {
    draft.zones[mail]?.records.push({ name: 'new', type: 'A', ttlSeconds: 60, data: '203.0.113.7' })
  })
  await undoStep(dnsZones, context)
  expect(addressesOf(mail)).toEqual([])
  expect(zones()).toContain('203.0.113.7')
})

test.each([
  ['a foreign address', mail, [['@', 'A', '203.0.113.5']], /203\.0\.113\.5, which is no machine/, /Remove-DnsServer/],
  ['an alias at the zone itself', mail, [['@', 'CNAME', 'cloud.example.']], /type CNAME/, /-RRType CNAME/],
  ['an IPv6 address', mail, [['@', 'AAAA', 'fd00::1']], /type AAAA/, /-RRType AAAA/],
  ['split DNS', 'digitalbrain.com.au', [['mail', 'A', '203.0.113.5']], /split DNS/, /Add-DnsServerResourceRecordA/],
] as const)('refuses safely: %s is not written over', async (_, name, records, detail, remedy) => {
  await put(
    name,
    records.map((one) => [...one]),
  )
  const before = zones()
  const { outcome, failure } = await applyStep(dnsZones, context)
  expect({ outcome, message: failure?.message, remedy: failure?.remedy }).toEqual({
    outcome: 'blocked',
    message: expect.stringMatching(detail),
    remedy: expect.stringMatching(remedy),
  })
  expect(writes()).toEqual([])
  expect(zones()).toBe(before)
})

test('split DNS that answers as it should is left as it is', async () => {
  await put('digitalbrain.com.au', [
    ['mail', 'A', '127.0.0.1'],
    ['autodiscover', 'CNAME', 'mail.digitalbrain.com.au.'],
    ['pki', 'A', '127.0.0.4'],
  ])
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'satisfied' })
  expect(lab.sent).toEqual([])
})

test('a DNS server that is down is named, with what to do', async () => {
  await dc().change((draft) => {
    if (draft.services.DNS) draft.services.DNS.status = 'Stopped'
  })
  expect(await applyStep(dnsZones, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      message: expect.stringContaining('The DNS server LAB-DC01 gave no answer at 127.0.0.3'),
      remedy: expect.stringContaining('Start-Service DNS'),
    },
  })
})

test('a reply that is lost is looked for, not sent again', async () => {
  await lab.tell('LAB-DC01', { do: 'add-fault', fault: { kind: 'drop-after', cmdlet: 'Add-DnsServerPrimaryZone' } })
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'failed', failure: { code: 'outcome-unknown' } })
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'changed' })
  expect(writes().filter((line) => line.includes(`-Name '${mail}'`))).toHaveLength(1)
  await lab.tell('LAB-DC01', { do: 'clear-faults' })
  expect(addressesOf(mail)).toEqual(['127.0.0.1 300'])
})

test('where a person changes DNS, it says the records and takes the word of the DNS servers', async () => {
  const answers = {
    ...context.answers,
    'client-access': { ...context.answers['client-access'], dns: 'manual' as const },
    nodes: { ...context.answers.nodes, dnsServers: ['127.0.0.3'] },
  }
  expect(await applyStep(dnsZones, { ...context, answers })).toMatchObject({
    outcome: 'blocked',
    failure: { remedy: expect.stringContaining(`${mail} A 127.0.0.1`) },
  })
  await put('digitalbrain.com.au', [
    ['mail', 'A', '127.0.0.1'],
    ['autodiscover', 'A', '127.0.0.1'],
    ['pki', 'A', '127.0.0.4'],
  ])
  expect(await applyStep(dnsZones, { ...context, answers })).toMatchObject({ outcome: 'satisfied' })
  expect(lab.sent).toEqual([])
})
