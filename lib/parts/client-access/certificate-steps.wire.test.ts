import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { Secret } from '#lib/secret.ts'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import {
  certificateLab,
  certificateSteps,
  leafOf,
  servers,
  unwind as unwindSteps,
  walk as walkSteps,
} from '#test/certificate-lab.ts'
import { servicesOn } from '#test/certificate-services.ts'
import { fits } from '#test/lab-pki.ts'
import type { TestContext } from '#test/step-context.ts'
import { enableCertificate } from './enable-certificate.ts'
import { importCertificate } from './import-certificate.ts'
import { requestCertificate } from './request-certificate.ts'

let there: Awaited<ReturnType<typeof certificateLab>>
let context: TestContext

beforeAll(async () => {
  there = await certificateLab()
})
afterAll(() => there.lab.close())
beforeEach(async () => {
  context = await there.reset()
})

const walk = (steps = certificateSteps) => walkSteps(context, steps)
const unwind = () => unwindSteps(context)
const own = (name: string) => servicesOn(there.firstState(name)).defaultSmtp

test('one key, made by the first Exchange server, serves on both and is kept for HAProxy', async () => {
  expect(await walk()).toEqual(['changed', 'changed', 'satisfied', 'changed', 'changed'])
  expect(fits(context, 'leaf')).toBe(true)
  const { sha1, subject, names } = leafOf(context)
  expect(subject).toBe('CN=mail.digitalbrain.com.au, OU=HAProxy Lab, O=Digital Brain, S=NSW, C=AU')
  expect(names).toEqual(['mail.digitalbrain.com.au', 'autodiscover.digitalbrain.com.au'])
  for (const name of servers) {
    expect(servicesOn(there.stateOf(name)).iis).toBe(sha1)
    expect(there.stateOf(name).certificates.REQUEST ?? {}).toEqual({})
    expect(await there.servedBy(name)).toBe(sha1)
  }
  expect(there.changes()).toEqual([
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
  there.lab.sent.length = 0
  expect(await walk()).toEqual(certificateSteps.map(() => 'satisfied'))
  expect(there.changes()).toEqual([])
})

test('the default SMTP certificate stays, and the plan says what becomes of every service', async () => {
  await walk(certificateSteps.slice(0, 4))
  const { changes = [] } = await lookAtStep(enableCertificate, context)
  expect(changes[0]).toMatchObject({
    host: 'LAB-EX01',
    summary: expect.stringMatching(
      new RegExp(`IIS: ${own('LAB-EX01')}.*→.*SMTP: the default SMTP certificate stays \\(${own('LAB-EX01')}\\)`),
    ),
    command: expect.stringMatching(/Enable-ExchangeCertificate .*-Services 'IIS' -NetworkServiceAllowed/),
  })
  expect(changes[0]?.command).not.toContain('-Force')
  await applyStep(enableCertificate, context)
  expect(servicesOn(there.stateOf('LAB-EX01')).defaultSmtp).toBe(own('LAB-EX01'))
})

test('the default SMTP certificate is replaced where that was chosen, and Undo gives it back', async () => {
  context = there.fresh({ replaceDefaultSmtp: true })
  await walk()
  const { sha1 } = leafOf(context)
  expect(servicesOn(there.stateOf('LAB-EX02')).defaultSmtp).toBe(sha1)
  await unwind()
  expect(servicesOn(there.stateOf('LAB-EX02')).defaultSmtp).toBe(own('LAB-EX02'))
})

test.each(['exchange', 'fairlead'] as const)(
  'Undo leaves both servers as they were (key made by %s)',
  async (keyOrigin) => {
    context = there.fresh({ keyOrigin })
    await walk()
    expect(await unwind()).toEqual(['undone', 'undone', 'undone', 'undone'])
    for (const name of servers) expect(comparable(there.stateOf(name))).toEqual(comparable(there.firstState(name)))
    expect([...context.kept.keys()].sort()).toEqual([...there.fresh().kept.keys()].sort())
  },
)

test('a key made here goes to both servers as a PFX that Windows Server 2012 R2 opens', async () => {
  context = there.fresh({ keyOrigin: 'fairlead' })
  expect(await walk()).toEqual(['changed', 'changed', 'satisfied', 'changed', 'changed'])
  const { sha1 } = leafOf(context)
  for (const name of servers)
    expect(there.stateOf(name).certificates.My?.[sha1]).toMatchObject({
      provider: 'Microsoft RSA SChannel Cryptographic Provider',
      friendlyName: 'Exchange 2013 for HAProxy Lab',
    })
  expect(there.lab.sent.join()).not.toContain('New-ExchangeCertificate')
})

test('no password and no key stands in what is logged, shown or kept in the clear', async () => {
  await walk()
  const said = JSON.stringify([context.logged, there.lab.sent, there.lab.pipelines, context.evidence])
  expect(said).toContain("-Password (Read-Host -AsSecureString -Prompt '<secret>')")
  expect(said).not.toContain('PRIVATE KEY')
  expect(context.kept.get(kept.leafKey)).toBeInstanceOf(Secret)
})

test.each([requestCertificate, importCertificate, enableCertificate])(
  'is taken up again wherever it died, before or after each change: $id',
  async (step) => {
    await walk(certificateSteps.slice(0, certificateSteps.indexOf(step)))
    const begin = { states: servers.map((name) => structuredClone(there.stateOf(name))), kept: new Map(context.kept) }
    there.lab.sent.length = 0
    await walk([step])
    const changes = there.lab.sent.flatMap((line, index) => (/Get-ExchangeCertificate/.test(line) ? [] : [index + 1]))
    const end = servers.map((name) => outline(there.stateOf(name)))
    expect(changes.length).toBeGreaterThan(0)

    for (const at of changes)
      for (const when of ['before', 'after'] as const) {
        await there.put(begin.states)
        context = there.fresh({}, begin.kept)
        there.lab.dies = { at, when }
        expect([at, when, ...(await walk([step]))]).toEqual([
          at,
          when,
          'failed',
          expect.stringContaining('the wizard died'),
        ])
        expect([at, when, ...(await walk([step]))]).toEqual([at, when, expect.stringMatching(/changed|satisfied/)])
        expect([at, when, servers.map((name) => outline(there.stateOf(name)))]).toEqual([at, when, end])
        for (const name of servers)
          if (step === enableCertificate) expect(await there.servedBy(name)).toBe(leafOf(context).sha1)
      }
  },
  60_000,
)

/** What Undo must leave as it was: not how often IIS has been restarted, nor which CRLs Windows has fetched. */
function comparable(state: ReturnType<typeof there.stateOf>) {
  const { certificates, iis, registry, files, services } = state
  const { restarts: _, ...bound } = iis
  const stores = Object.entries(certificates).filter(([, held]) => Object.keys(held).length > 0)
  return { stores: Object.fromEntries(stores), bound, registry, files, services, usedFor: servicesOn(state) }
}

/** How many certificates and requests there are, and who serves: a key that is made anew has another thumbprint. */
function outline(state: ReturnType<typeof there.stateOf>) {
  const { My = {}, REQUEST = {} } = state.certificates
  const { defaultSmtp, ...uses } = servicesOn(state)
  const isOwn = Object.fromEntries(
    Object.entries(uses).map(([service, used]) => [service, String(used) === defaultSmtp]),
  )
  return { certificates: Object.keys(My).length, requests: Object.keys(REQUEST).length, isOwn }
}
