import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { addressingOf } from '#test/addressing.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { acceptedDomain } from './accepted-domain.ts'

let lab: WindowsLab
let organisation: ReturnType<typeof addressingOf>
let context: TestContext
beforeAll(async () => {
  lab = await windowsLab()
  organisation = addressingOf(lab)
})
afterAll(() => lab.close())
beforeEach(async () => {
  await organisation.directory.setReplicationDelay(0)
  await organisation.setUp()
  lab.dies = undefined
  lab.sent.length = 0
  context = { ...lab.context, before: stepContext().before, evidence: [], logged: lab.context.logged }
  context = { ...context, prove: (proof) => void context.evidence.push(proof) }
})

const kept = () => organisation.kept()
const domains = () => kept().acceptedDomains.map(({ domain, type, isDefault }) => [domain, type, isDefault])
const writes = () => lab.sent.filter((line) => /: (New|Set|Remove|Update)-/.test(line))
const own = 'digitalbrain.com.au'
const guids = ['5d1f0c01-0000-4000-8000-00000000000a', '5d1f0c01-0000-4000-8000-00000000000b'] as const
const done = [
  ['lab.local', 'Authoritative', false],
  [own, 'Authoritative', true],
]

test('makes the SMTP domain an accepted domain and the default, and shows the one that was it before', async () => {
  const { changes = [] } = await lookAtStep(acceptedDomain, context)
  expect(writes()).toEqual([])
  expect(await applyStep(acceptedDomain, context)).toMatchObject({ outcome: 'changed' })
  expect(domains()).toEqual(done)
  expect(changes.map(({ host, command }) => `${host}: ${command}`)).toEqual(writes())
  expect(changes.map(({ summary }) => summary).join()).toContain('in the place of lab.local, which stays accepted')
  expect(context.evidence.at(-1)).toMatchObject({
    subject: 'accepted-domains',
    data: [
      { name: 'lab.local', value: 'Authoritative; before: the default' },
      { name: own, value: 'Authoritative, the default; before: not there' },
    ],
  })
})

test('changes nothing the second time, and does not make it the default where that is not wanted', async () => {
  await applyStep(acceptedDomain, context)
  lab.sent.length = 0
  expect(await applyStep(acceptedDomain, context)).toMatchObject({ outcome: 'satisfied' })
  expect(writes()).toEqual([])

  await organisation.setUp()
  const { answers } = context
  const wish = { ...answers, 'client-access': { ...answers['client-access'], makeDefaultDomain: false } }
  expect(await applyStep(acceptedDomain, { ...context, answers: wish })).toMatchObject({ outcome: 'changed' })
  expect(domains()).toEqual([
    ['lab.local', 'Authoritative', true],
    [own, 'Authoritative', false],
  ])
})

test.each(['InternalRelay', 'ExternalRelay'] as const)(
  'refuses a domain that is there as %s, and says why',
  async (type) => {
    await organisation.setUp(({ acceptedDomains }) => {
      acceptedDomains.push({ name: own, guid: guids[0], domain: own, type, isDefault: false, addressBookEnabled: true })
    })
    expect(await applyStep(acceptedDomain, context)).toMatchObject({
      outcome: 'blocked',
      found: expect.stringContaining(`of type ${type}`),
      failure: { remedy: expect.stringContaining('Set-AcceptedDomain'), fix: { part: 'lab', field: 'smtpDomain' } },
    })
    expect(writes()).toEqual([])
  },
)

test('takes a domain that exists under an odd name, an existing other default and a taken name as they are', async () => {
  const odd = "“Mail” $(Stop-Service *) `n it's"
  await organisation.setUp(({ acceptedDomains }) => {
    for (const one of acceptedDomains) one.isDefault = false
    const made = { type: 'Authoritative', addressBookEnabled: true } as const
    acceptedDomains.push({ ...made, name: odd, guid: guids[0], domain: own, isDefault: false })
    acceptedDomains.push({ ...made, name: own, guid: guids[1], domain: 'other.example', isDefault: true })
  })
  const before = structuredClone(kept())
  expect(await applyStep(acceptedDomain, context)).toMatchObject({ outcome: 'changed' })
  expect(kept().acceptedDomains.filter(({ isDefault }) => isDefault)).toMatchObject([{ name: odd, domain: own }])
  await undoStep(acceptedDomain, context)
  expect(kept()).toEqual(before)

  await organisation.setUp(({ acceptedDomains }) => {
    acceptedDomains.push({
      ...{ name: own, guid: guids[1], domain: 'other.example' },
      ...{ type: 'Authoritative', isDefault: false, addressBookEnabled: true },
    })
  })
  expect(await applyStep(acceptedDomain, context)).toMatchObject({ outcome: 'changed' })
  expect(kept().acceptedDomains.at(-1)).toMatchObject({ name: `${own} (2)`, domain: own, isDefault: true })
})

test('goes on when every server has seen it, however late the directory replicates', async () => {
  await lab.tell('LAB-EX02', { do: 'set-replication-delay', ms: 1_200 })
  const atOther = () => lab.running.get('LAB-EX02')?.host.directory.read().addressing.acceptedDomains
  expect(await applyStep(acceptedDomain, context)).toMatchObject({ outcome: 'changed' })
  expect(atOther()?.map(({ domain }) => domain)).toEqual(['lab.local', own])
})

test('Undo puts back the default domain and removes the domain, and leaves one that was there before', async () => {
  await applyStep(acceptedDomain, context)
  expect(await undoStep(acceptedDomain, context)).toMatchObject({ outcome: 'undone' })
  expect(kept()).toEqual(organisation.first)
})

test('Undo goes by what was done, not by answers that were changed since', async () => {
  await applyStep(acceptedDomain, context)
  const { answers } = context
  const changed = { ...context, answers: { ...answers, lab: { ...answers.lab, smtpDomain: 'other.example' } } }
  expect(await undoStep(acceptedDomain, changed)).toMatchObject({ outcome: 'undone' })
  expect(kept()).toEqual(organisation.first)
})

test('names the server that is down, has done what does not need it, and ends when it is up again', async () => {
  await lab.tell('LAB-EX02', { do: 'add-fault', fault: { kind: 'server-error', times: 40 } })
  expect(await applyStep(acceptedDomain, context)).toMatchObject({
    outcome: 'failed',
    failure: { message: expect.stringContaining('LAB-EX02'), remedy: expect.any(String) },
  })
  expect(domains()).toEqual(done)
  await lab.tell('LAB-EX02', { do: 'clear-faults' })
  expect(await applyStep(acceptedDomain, context)).toMatchObject({ outcome: 'satisfied' })
})

test('Undo does not remove a domain of which addresses are made, or which recipients have addresses of', async () => {
  await applyStep(acceptedDomain, context)
  await organisation.change((addressing) => void addressing.addressPolicies[0]?.templates.push(`smtp:%m@${own}`))
  expect(await undoStep(acceptedDomain, context)).toMatchObject({
    outcome: 'failed',
    failure: { code: 'blocked', message: expect.stringContaining('“Default Policy” still makes addresses') },
  })
  await organisation.change((addressing) => {
    addressing.addressPolicies[0]?.templates.pop()
    addressing.recipients[0]?.addresses.push(`smtp:admin@${own}`)
  })
  expect(await undoStep(acceptedDomain, context)).toMatchObject({ outcome: 'undone' })
  expect(context.logged.join('\n')).toContain('stays an accepted domain, because recipients still have addresses')
  expect(domains()).toEqual([
    ['lab.local', 'Authoritative', true],
    [own, 'Authoritative', false],
  ])
})

test.each([
  ['Apply', 'before it was sent', applyStep],
  ['Apply', 'after it was carried out', applyStep],
  ['Undo', 'before it was sent', undoStep],
  ['Undo', 'after it was carried out', undoStep],
])('%s is taken up again after dying at every one of its pipelines, %s', async (_, how, work) => {
  // One server is enough for this, and its half of the pipelines.
  const { lab: inventory } = context.answers
  const hosts = inventory.hosts.filter(({ name }) => name !== 'LAB-EX02')
  const answers = { ...context.answers, lab: { ...inventory, hosts } }
  const begin = () => organisation.setUp()
  for (let at = 1, isOver = false; !isOver; at += 1) {
    await begin()
    context = { ...context, answers, before: stepContext().before }
    if (work === undoStep) await applyStep(acceptedDomain, context)
    lab.dies = { at, when: how.startsWith('before') ? 'before' : 'after' }
    await work(acceptedDomain, context)
    isOver = lab.dies !== undefined
    lab.dies = undefined
    await work(acceptedDomain, context)
    if (work === undoStep) expect(kept()).toEqual(organisation.first)
    else expect(domains()).toEqual(done)
  }
})

test.each(['New-AcceptedDomain', 'Set-AcceptedDomain'])('a lost reply to %s ends in the same state', async (cmdlet) => {
  await lab.tell('LAB-EX01', { do: 'add-fault', fault: { kind: 'drop-after', cmdlet } })
  expect(await applyStep(acceptedDomain, context)).toMatchObject({ outcome: 'failed' })
  await applyStep(acceptedDomain, context)
  expect(domains()).toEqual(done)
  expect(writes().filter((line) => line.includes(cmdlet))).toHaveLength(1)
})
