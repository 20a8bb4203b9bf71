import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Answers } from '#lib/parts/answers.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { addressingOf } from '#test/addressing.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { acceptedDomain } from './accepted-domain.ts'
import { addressPolicy } from './address-policy.ts'

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
  await setUp()
  lab.dies = undefined
  lab.sent.length = 0
  context = { ...lab.context, before: stepContext().before, evidence: [], logged: lab.context.logged }
  context = { ...context, prove: (proof) => void context.evidence.push(proof) }
})

const own = 'digitalbrain.com.au'
/** The organisation as the Step before leaves it, with these changes. */
const setUp = (change: Parameters<typeof organisation.setUp>[0] = () => undefined) =>
  organisation.setUp((addressing) => {
    for (const one of addressing.acceptedDomains) one.isDefault = false
    addressing.acceptedDomains.push({
      ...{ name: own, domain: own, guid: '5d1f0c01-0000-4000-8000-00000000000a' },
      ...{ type: 'Authoritative', isDefault: true, addressBookEnabled: true },
    })
    change(addressing)
  })
const withAnswers = (wish: Partial<Answers['client-access']>): TestContext => ({
  ...context,
  answers: { ...context.answers, 'client-access': { ...context.answers['client-access'], ...wish } },
})
const kept = () => organisation.kept()
const templates = () => kept().addressPolicies[0]?.templates
const addresses = () => Object.fromEntries(kept().recipients.map(({ alias, addresses }) => [alias, addresses]))
const writes = () => lab.sent.filter((line) => /: (New|Set|Remove|Update)-/.test(line))
const done = [`SMTP:%m@${own}`, 'smtp:%m@lab.local']

test('makes the SMTP domain the primary template, keeps the others, applies the policy and shows who has which address', async () => {
  const { changes = [] } = await lookAtStep(addressPolicy, context)
  expect(writes()).toEqual([])
  expect(await applyStep(addressPolicy, context)).toMatchObject({ outcome: 'changed' })
  expect(kept().addressPolicies[0]).toMatchObject({ templates: done, isApplied: true })
  expect(addresses()).toMatchObject({
    Administrator: [`SMTP:Administrator@${own}`, 'smtp:Administrator@lab.local'],
    'anna.berg': [`SMTP:anna.berg@${own}`, 'smtp:anna.berg@lab.local'],
  })
  expect(changes.map(({ host, command }) => `${host}: ${command}`)).toEqual(writes())
  expect(changes[0]?.file).toEqual({
    path: 'Templates of “Default Policy”',
    before: 'SMTP:%m@lab.local\n',
    after: `SMTP:%m@${own}\nsmtp:%m@lab.local\n`,
  })
  expect(context.evidence).toMatchObject([
    { subject: 'address-policy', data: [{}, { value: 'SMTP:%m@lab.local' }, { value: done.join(', ') }] },
    {
      subject: 'recipient-addresses',
      data: expect.arrayContaining([
        {
          name: 'Administrator',
          value: `SMTP:Administrator@${own}, smtp:Administrator@lab.local; before: SMTP:Administrator@lab.local`,
        },
      ]),
    },
  ])
})

test('changes nothing the second time', async () => {
  await applyStep(addressPolicy, context)
  lab.sent.length = 0
  expect(await applyStep(addressPolicy, context)).toMatchObject({ outcome: 'satisfied' })
  expect(writes()).toEqual([])
})

test('replaces the templates where that was chosen, by the command of the series', async () => {
  const replacing = withAnswers({ existingTemplates: 'replace' })
  expect(await applyStep(addressPolicy, replacing)).toMatchObject({ outcome: 'changed' })
  expect(templates()).toEqual([`SMTP:%m@${own}`])
  expect(writes()[0]).toContain(`Set-EmailAddressPolicy -Identity 'Default Policy' -EnabledPrimarySMTPAddressTemplate`)
  await undoStep(addressPolicy, replacing)
  expect(templates()).toEqual(['SMTP:%m@lab.local'])
})

test('keeps several templates, of X.400 too, and takes one that is a secondary already as the primary', async () => {
  const odd = ['SMTP:%g.%s@lab.local', `smtp:%m@${own}`, 'smtp:%m@lab.local', 'X400:c=US;a= ;p=Lab;o=Exchange;']
  await setUp(({ addressPolicies: [policy] }) => void (policy && Object.assign(policy, { templates: odd })))
  const before = structuredClone(kept())
  await applyStep(addressPolicy, context)
  expect(templates()).toEqual([`SMTP:%m@${own}`, 'smtp:%g.%s@lab.local', 'smtp:%m@lab.local', odd[3]])
  await undoStep(addressPolicy, context)
  expect(kept().addressPolicies).toEqual(before.addressPolicies)

  await applyStep(addressPolicy, withAnswers({ existingTemplates: 'replace' }))
  expect(templates()).toEqual([`SMTP:%m@${own}`, odd[3]])
})

test('takes a template without a name for the alias, which it means, as it is', async () => {
  await setUp(
    ({ addressPolicies: [policy] }) => void (policy && Object.assign(policy, { templates: [`SMTP:@${own}`] })),
  )
  expect(await applyStep(addressPolicy, context)).toMatchObject({ outcome: 'satisfied' })
  expect(writes()).toEqual([])
})

test('leaves recipients alone that another policy, or none, gives their addresses, and says so', async () => {
  const odd = '“VIP” $(Stop-Service *) it’s `n'
  await setUp(({ addressPolicies, recipients }) => {
    const [policy] = addressPolicies
    if (!policy) return
    const mine = { name: odd, priority: 1, includedRecipients: 'MailContacts' }
    addressPolicies.push({ ...policy, ...mine, guid: '5d1f0c01-0000-4000-8000-00000000000b' })
    for (const one of recipients) if (one.alias === 'carla.neri') one.isPolicyEnabled = false
  })
  const { changes } = await applyStep(addressPolicy, context)
  expect(changes?.at(-1)?.summary).toContain(`recipients of “${odd}” are given theirs by that policy`)
  expect(addresses()['carla.neri']).toEqual(['SMTP:carla.neri@lab.local'])
})

test.each([
  [
    'a policy that is not there',
    {},
    { policyName: 'Other Policy' },
    'knows no e-mail address policy “Other Policy”',
    'policyName',
  ],
  ['a policy of an earlier Exchange', { filterType: 'Legacy' as const }, {}, 'made by an earlier version', undefined],
])('refuses %s and says what to do', async (_, about, wish, said, field) => {
  await setUp(({ addressPolicies: [policy] }) => void (policy && Object.assign(policy, about)))
  const ended = await applyStep(addressPolicy, withAnswers(wish))
  expect(ended).toMatchObject({ outcome: 'blocked', found: expect.stringContaining(said) })
  expect(ended.failure?.fix?.field).toBe(field)
  expect(writes()).toEqual([])
})

test('refuses a domain that is not accepted, without a template of it', async () => {
  await organisation.setUp()
  expect(await applyStep(addressPolicy, context)).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { step: 'accepted-domain' } },
  })
  expect(writes()).toEqual([])
})

test('Undo of both Steps gives back the organisation as it was, value by value', async () => {
  await organisation.setUp(
    ({ recipients }) => void recipients[1]?.addresses.push('smtp:old@lab.local', 'X500:/o=Lab/cn=a'),
  )
  const before = structuredClone(kept())
  const domain = { ...context, before: stepContext().before }
  await applyStep(acceptedDomain, domain)
  await applyStep(addressPolicy, context)
  expect(kept()).not.toEqual(before)
  expect(await undoStep(addressPolicy, context)).toMatchObject({ outcome: 'undone' })
  expect(await undoStep(acceptedDomain, domain)).toMatchObject({ outcome: 'undone' })
  expect(kept()).toEqual(before)
})

test('Undo goes by what was done, not by answers that were changed since', async () => {
  const before = structuredClone(kept())
  await applyStep(addressPolicy, context)
  const { answers } = withAnswers({ policyName: 'Other Policy' })
  const changed = { ...context, answers: { ...answers, lab: { ...answers.lab, smtpDomain: 'other.example' } } }
  expect(await undoStep(addressPolicy, changed)).toMatchObject({ outcome: 'undone' })
  expect(kept()).toEqual(before)
})

test('Undo leaves what came since, and says of what is no mailbox that its address stays', async () => {
  await setUp(({ recipients }) => {
    const [first] = recipients
    const group = { name: 'All Staff', alias: 'staff', type: 'MailUniversalDistributionGroup' }
    if (first)
      recipients.push({
        ...first,
        ...group,
        guid: '5d1f0c01-0000-4000-8000-0000000000ff',
        addresses: ['SMTP:staff@lab.local'],
      })
  })
  await applyStep(addressPolicy, context)
  await organisation.change(({ recipients, addressPolicies }) => {
    recipients[0]?.addresses.push('smtp:new@lab.local')
    addressPolicies[0]?.templates.push('smtp:%g@lab.local')
  })
  expect(await undoStep(addressPolicy, context)).toMatchObject({ outcome: 'undone' })
  expect(templates()).toEqual(['SMTP:%m@lab.local', 'smtp:%g@lab.local'])
  expect(addresses()).toMatchObject({
    Administrator: ['SMTP:Administrator@lab.local', 'smtp:new@lab.local'],
    'anna.berg': ['SMTP:anna.berg@lab.local', 'smtp:Anna@lab.local'],
    staff: ['SMTP:staff@lab.local', `smtp:staff@${own}`],
  })
  expect(context.logged.join('\n')).toContain('All Staff: no mailbox, so the address')
})

test('says in the plan of a large organisation that addresses stay, and leaves them', async () => {
  await setUp(({ recipients }) => {
    const [first] = recipients
    for (let at = 0; first && at < 500; at += 1) {
      const guid = `5d1f0c02-0000-4000-8000-${String(at).padStart(12, '0')}`
      recipients.push({ ...first, name: `u${at}`, alias: `u${at}`, guid, addresses: [`SMTP:u${at}@lab.local`] })
    }
  })
  const { changes } = await applyStep(addressPolicy, context)
  expect(changes?.at(-1)?.summary).toContain('with more than 500 recipients')
  lab.sent.length = 0
  await undoStep(addressPolicy, context)
  expect(writes().filter((line) => line.includes('Set-Mailbox'))).toEqual([])
  expect(addresses().u0).toEqual(['SMTP:u0@lab.local', `smtp:u0@${own}`])
})

test('goes on when every server has seen it, however late the directory replicates', async () => {
  await organisation.directory.setReplicationDelay(1_200)
  expect(await applyStep(addressPolicy, context)).toMatchObject({ outcome: 'changed' })
  const other = lab.running.get('LAB-EX02')?.host.directory.read().addressing
  expect(other?.addressPolicies[0]).toMatchObject({ templates: done, isApplied: true })
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
  const begin = () => setUp(({ recipients }) => void recipients.splice(1))
  await begin()
  const first = structuredClone(kept())
  for (let at = 1, isOver = false; !isOver; at += 1) {
    await begin()
    context = { ...context, answers, before: stepContext().before }
    if (work === undoStep) await applyStep(addressPolicy, context)
    lab.dies = { at, when: how.startsWith('before') ? 'before' : 'after' }
    await work(addressPolicy, context)
    isOver = lab.dies !== undefined
    lab.dies = undefined
    await work(addressPolicy, context)
    if (work === undoStep) expect(kept()).toEqual(first)
    else expect([templates(), addresses().Administrator?.length]).toEqual([done, 2])
  }
})

test.each(['Set-EmailAddressPolicy', 'Update-EmailAddressPolicy'])(
  'a lost reply to %s ends in the same state',
  async (cmdlet) => {
    await lab.tell('LAB-EX01', { do: 'add-fault', fault: { kind: 'drop-after', cmdlet } })
    expect(await applyStep(addressPolicy, context)).toMatchObject({ outcome: 'failed' })
    await applyStep(addressPolicy, context)
    expect(kept().addressPolicies[0]).toMatchObject({ templates: done, isApplied: true })
  },
)
