import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { trustAuthorities } from '#lib/parts/pki/trust-authorities.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { servedCertificate } from '#lib/protocols/x509/served.ts'
import { Secret } from '#lib/secret.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { servicesOn } from '#test/certificate-services.ts'
import { fits, keptText, labAuthorities } from '#test/lab-pki.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { enableCertificate } from './enable-certificate.ts'
import { importCertificate } from './import-certificate.ts'
import { issueLeaf } from './issue-leaf.ts'
import { proveChain } from './prove-chain.ts'
import { requestCertificate } from './request-certificate.ts'

const steps = [requestCertificate, issueLeaf, proveChain, importCertificate, enableCertificate]
const servers = ['LAB-EX01', 'LAB-EX02']

let lab: WindowsLab
let first: Map<string, string>
let context: TestContext

beforeAll(async () => {
  lab = await windowsLab()
  await applyStep(trustAuthorities, lab.context)
  first = new Map(servers.map((name) => [name, JSON.stringify(stateOf(name))]))
})
afterAll(() => lab.close())

/** Every test begins on servers as they were at first, with nothing but the authorities kept. */
beforeEach(async () => {
  for (const name of servers) await put(name)
  context = fresh()
  lab.sent.length = 0
  lab.dies = undefined
})

test('one key, made by the first Exchange server, serves on both and is kept for HAProxy', async () => {
  expect(await walk()).toEqual(['changed', 'changed', 'satisfied', 'changed', 'changed'])
  expect(fits(context, 'leaf')).toBe(true)
  const { sha1, subject, names } = readCertificate(keptText(context, kept.leafCertificate))
  expect(subject).toBe('CN=mail.digitalbrain.com.au, OU=HAProxy Lab, O=Digital Brain, S=NSW, C=AU')
  expect(names).toEqual(['mail.digitalbrain.com.au', 'autodiscover.digitalbrain.com.au'])
  for (const name of servers) {
    expect(servicesOn(stateOf(name)).iis).toBe(sha1)
    expect(stateOf(name).certificates.REQUEST ?? {}).toEqual({})
    expect((await served(name)).sha1).toBe(sha1)
  }
  expect(sentNames()).toEqual([
    'LAB-EX01: New-ExchangeCertificate',
    'LAB-EX01: Import-ExchangeCertificate',
    'LAB-EX02: Import-ExchangeCertificate',
    'LAB-EX01: Enable-ExchangeCertificate',
    'LAB-EX01: iisreset',
    'LAB-EX02: Enable-ExchangeCertificate',
    'LAB-EX02: iisreset',
  ])
})

test('a second run sends nothing that changes anything', async () => {
  await walk()
  lab.sent.length = 0
  expect(await walk()).toEqual(steps.map(() => 'satisfied'))
  expect(sentNames()).toEqual([])
})

test('the default SMTP certificate stays, and the plan says what becomes of every service', async () => {
  await walk(steps.slice(0, 4))
  const { changes = [] } = await lookAtStep(enableCertificate, context)
  const own = ownOf('LAB-EX01')
  expect(changes[0]).toMatchObject({
    host: 'LAB-EX01',
    summary: expect.stringMatching(new RegExp(`IIS: ${own}.*→.*SMTP: the default SMTP certificate stays \\(${own}\\)`)),
    command: expect.stringMatching(/Enable-ExchangeCertificate .*-Services 'IIS' -NetworkServiceAllowed/),
  })
  expect(changes[0]?.command).not.toContain('-Force')
  await applyStep(enableCertificate, context)
  expect(servicesOn(stateOf('LAB-EX01')).defaultSmtp).toBe(own)
})

test('the default SMTP certificate is replaced where that was chosen, and Undo gives it back', async () => {
  context = fresh({ replaceDefaultSmtp: true })
  await walk()
  const { sha1 } = readCertificate(keptText(context, kept.leafCertificate))
  expect(servicesOn(stateOf('LAB-EX02')).defaultSmtp).toBe(sha1)
  await unwind()
  expect(servicesOn(stateOf('LAB-EX02')).defaultSmtp).toBe(ownOf('LAB-EX02'))
})

test.each(['exchange', 'fairlead'] as const)(
  'Undo leaves both servers as they were (key made by %s)',
  async (keyOrigin) => {
    context = fresh({ keyOrigin })
    await walk()
    expect(await unwind()).toEqual(['undone', 'undone', 'undone', 'undone'])
    for (const name of servers) expect(comparable(stateOf(name))).toEqual(comparable(JSON.parse(first.get(name) ?? '')))
    expect([...context.kept.keys()].sort()).toEqual([...fresh().kept.keys()].sort())
  },
)

test('a key made here goes to both servers as a PFX that Windows Server 2012 R2 opens', async () => {
  context = fresh({ keyOrigin: 'fairlead' })
  expect(await walk()).toEqual(['changed', 'changed', 'satisfied', 'changed', 'changed'])
  const { sha1 } = readCertificate(keptText(context, kept.leafCertificate))
  for (const name of servers)
    expect(stateOf(name).certificates.My?.[sha1]).toMatchObject({
      provider: 'Microsoft RSA SChannel Cryptographic Provider',
      friendlyName: 'Exchange 2013 for HAProxy Lab',
    })
  expect(lab.sent.join()).not.toContain('New-ExchangeCertificate')
})

test('no password and no key stands in what is logged, shown or kept in the clear', async () => {
  await walk()
  const said = JSON.stringify([context.logged, lab.sent, lab.pipelines, context.evidence])
  expect(said).toContain("-Password (Read-Host -AsSecureString -Prompt '<secret>')")
  expect(said).not.toContain('PRIVATE KEY')
  expect(context.kept.get(kept.leafKey)).toBeInstanceOf(Secret)
})

test('is taken up again wherever it died, before or after each change: one certificate, one key', async () => {
  await walk()
  const changes = lab.sent.flatMap((line, index) => (/Get-ExchangeCertificate/.test(line) ? [] : [index + 1]))
  expect(changes.length).toBeGreaterThan(8)
  for (const at of changes)
    for (const when of ['before', 'after'] as const) {
      for (const name of servers) await put(name)
      context = fresh()
      lab.dies = { at, when }
      await walkUntilDone()
      expect(lab.dies).toBeUndefined()
      const { sha1 } = readCertificate(keptText(context, kept.leafCertificate))
      for (const name of servers) {
        const { certificates } = stateOf(name)
        expect([at, name, ...Object.keys(certificates.My ?? {})]).toEqual([at, name, ...atFirst(name), sha1])
        expect([at, certificates.REQUEST ?? {}]).toEqual([at, {}])
        expect([at, servicesOn(stateOf(name)).iis, (await served(name)).sha1]).toEqual([at, sha1, sha1])
      }
      expect([at, fits(context, 'leaf')]).toEqual([at, true])
    }
}, 120_000)

function fresh(changed: Partial<TestContext['answers']['client-access']> = {}): TestContext {
  const { answers, hosts } = lab.context
  const made = stepContext({
    answers: { ...answers, 'client-access': { ...answers['client-access'], ...changed } },
    hosts,
    kept: new Map(authorities),
  })
  return made
}

let authorities: Map<string, string | Secret>
beforeAll(async () => {
  // Those that the hosts of this lab trust.
  authorities = await labAuthorities()
  const password = lab.context.kept.get(kept.windowsPassword)
  if (password) authorities.set(kept.windowsPassword, password)
})

async function walk(some = steps): Promise<string[]> {
  const outcomes: string[] = []
  for (const step of some) {
    const ending = await applyStep(step, contextOf(step.id))
    outcomes.push(ending.outcome)
    if (ending.failure) outcomes.push(ending.failure.message)
  }
  return outcomes
}

/** As a person does: runs the Part, and where a Step fails, runs it once more. */
async function walkUntilDone(): Promise<void> {
  for (const step of steps) {
    const ending = await applyStep(step, contextOf(step.id))
    if (ending.outcome !== 'failed') continue
    expect(ending.failure?.message).toContain('the wizard died')
    expect(await applyStep(step, contextOf(step.id))).not.toHaveProperty('failure')
  }
}

async function unwind(): Promise<string[]> {
  const outcomes: string[] = []
  for (const step of steps.filter(({ undo }) => undo).reverse()) {
    const ending = await undoStep(step, contextOf(step.id))
    outcomes.push(ending.failure?.message ?? ending.outcome)
  }
  return outcomes
}

const befores = new WeakMap<TestContext, Map<string, TestContext['before']>>()
/** What was before is kept for each Step, as the engine does. */
function contextOf(step: string): TestContext {
  const all = befores.get(context) ?? new Map<string, TestContext['before']>()
  befores.set(context, all)
  const before = all.get(step) ?? stepContext().before
  all.set(step, before)
  return { ...context, before }
}

function stateOf(name: string) {
  const state = lab.running.get(name)?.host.state.read()
  if (!state) throw new Error(`no ${name}`)
  return state
}

async function put(name: string): Promise<void> {
  await lab.running.get(name)?.host.state.change((draft) => {
    for (const key of Object.keys(draft)) Reflect.deleteProperty(draft, key)
    Object.assign(draft, JSON.parse(first.get(name) ?? '{}'))
  })
}

const atFirst = (name: string) => Object.keys(JSON.parse(first.get(name) ?? '{}').certificates.My)
const ownOf = (name: string) => servicesOn(JSON.parse(first.get(name) ?? '{}')).defaultSmtp

/** What Undo must leave as it was: not how often IIS has been restarted, nor which CRLs Windows has fetched. */
function comparable(state: ReturnType<typeof stateOf>) {
  const { certificates, iis, registry, files, services } = state
  const { restarts: _, ...bound } = iis
  const stores = Object.entries(certificates).filter(([, held]) => Object.keys(held).length > 0)
  return { stores: Object.fromEntries(stores), bound, registry, files, services, usedFor: servicesOn(state) }
}

async function served(name: string) {
  const address = context.answers.lab.hosts.find((host) => host.name === name)?.address ?? ''
  const { dial } = lab.context.hosts
  return (await servedCertificate({ dial, address, port: 443, servername: 'mail.digitalbrain.com.au' })).leaf
}

/** Host and first word of every pipeline that changes something. */
const sentNames = () =>
  lab.sent.flatMap((line) => {
    const [, host, word = ''] = /^(\S+): (?:& \{ ?)?(\S+)/.exec(line) ?? []
    const changes = /^(New|Import|Enable|Remove)-ExchangeCertificate$/.test(word)
    return line.includes('iisreset') ? [`${host}: iisreset`] : changes ? [`${host}: ${word}`] : []
  })
