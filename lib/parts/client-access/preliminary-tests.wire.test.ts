import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { Secret } from '#lib/secret.ts'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import { keptText } from '#test/lab-pki.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { acceptedDomain } from './accepted-domain.ts'
import { addressPolicy } from './address-policy.ts'
import { dnsZones } from './dns-zones.ts'
import { outlookAnywhere } from './outlook-anywhere.ts'
import { preliminaryTests } from './preliminary-tests.ts'
import { virtualDirectories } from './virtual-directories.ts'

let lab: WindowsLab
let context: TestContext
let directory: string
const servers = ['LAB-EX01', 'LAB-EX02']

beforeAll(async () => {
  lab = await windowsLab()
  context = lab.context
  for (const name of servers) await handOver(name)
  for (const step of [acceptedDomain, addressPolicy, outlookAnywhere, virtualDirectories, dnsZones])
    expect((await applyStep(step, { ...context, before: stepContext().before })).outcome).toBe('changed')
  directory = JSON.stringify(first()?.directory.read())
})
afterAll(() => lab.close())
afterEach(async () => {
  for (const name of servers) await lab.tell(name, { do: 'set-service', service: '*', mode: 'up' })
  await first()?.directory.change((draft) => void Object.assign(draft, JSON.parse(directory)))
})

const first = () => lab.running.get('LAB-EX01')?.host
/** The certificate as the Steps before this one leave it: imported, bound and served. */
async function handOver(name: string): Promise<void> {
  const [leaf, intermediate] = [kept.leafCertificate, kept.intermediateCertificate].map((one) =>
    readCertificate(keptText(context, one)),
  )
  const key = context.kept.get(kept.leafKey)
  if (!leaf || !intermediate || !(key instanceof Secret)) throw new Error('no certificate is kept')
  const der = ({ pem }: { pem: string }) => pem.replace(/-----[A-Z ]+-----|\s/g, '')
  await lab.running.get(name)?.host.state.change((draft) => {
    const own = { der: der(leaf), keyPem: key.reveal(), exportable: true }
    draft.certificates.My = { ...draft.certificates.My, [leaf.sha1]: own }
    draft.certificates.CA = { ...draft.certificates.CA, [intermediate.sha1]: { der: der(intermediate) } }
    for (const binding of draft.iis.bindings) if (binding.protocol === 'https') binding.thumbprint = leaf.sha1
    draft.iis.servedThumbprint = leaf.sha1
  })
}
const found = async (changed = context) => {
  context.evidence.length = 0
  return lookAtStep(preliminaryTests, changed)
}

test('shows what a client meets at each server in turn, and changes nothing', async () => {
  lab.sent.length = 0
  expect(await found()).toMatchObject({ outcome: 'satisfied' })
  expect(lab.sent).toEqual(["LAB-EX01: Get-Mailbox -Identity 'Administrator'"])
  const [names, one, two, answers] = context.evidence
  const { sha1 } = readCertificate(keptText(context, kept.leafCertificate))
  expect(names).toMatchObject({ subject: 'dns-answers', data: [{ name: 'mail.digitalbrain.com.au' }, {}, {}] })
  expect(one).toMatchObject({
    subject: 'LAB-EX01 as a client sees it',
    data: [
      { value: `${sha1}, the one that was enabled` },
      { value: expect.stringContaining('Lab-Intermediate-CA') },
      { value: expect.stringContaining('mail.digitalbrain.com.au, autodiscover.digitalbrain.com.au') },
      { value: expect.stringMatching(/^\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/) },
      { value: expect.stringContaining('“Outlook”') },
      { value: expect.stringMatching(/^Administrator@digitalbrain\.com\.au: EXCH, EXPR.* URLs carry mail\./i) },
    ],
  })
  expect(two).toMatchObject({ subject: 'LAB-EX02 as a client sees it' })
  expect(answers).toMatchObject({ kind: 'answers', data: { rows: { length: 18 } } })
})

test('names a server that shows another certificate than the enabled one', async () => {
  const host = lab.running.get('LAB-EX02')?.host.state
  await host?.change((draft) => {
    const own = Object.keys(draft.certificates.My ?? {}).find((one) => one !== draft.iis.servedThumbprint)
    draft.iis.servedThumbprint = own ?? ''
  })
  expect(await applyStep(preliminaryTests, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      message: expect.stringMatching(/^LAB-EX02 serves the certificate .*, not [0-9A-F]{40}/),
      fix: { step: 'enable-certificate' },
    },
  })
  await handOver('LAB-EX02')
})

test('waits for a service that is only starting', async () => {
  await lab.tell('LAB-EX02', { do: 'set-service', service: 'mapi', mode: 'down' })
  expect(await found()).toMatchObject({
    outcome: 'pending',
    detail: 'MAPI over HTTP on LAB-EX02 is not healthy: /mapi/healthcheck.htm says HTTP 503.',
  })
  const log = (line: string) => {
    if (line.startsWith('waiting')) void lab.tell('LAB-EX02', { do: 'set-service', service: 'mapi', mode: 'up' })
  }
  expect(await applyStep(preliminaryTests, { ...context, log })).toMatchObject({ outcome: 'changed' })
})

test('names the URL that does not carry the mail name', async () => {
  await first()?.directory.change((draft) => {
    for (const one of draft.exchange.virtualDirectories)
      if (one.kind === 'WebServices') one.settings.InternalUrl = 'https://lab-ex01.lab.local/EWS/Exchange.asmx'
  })
  expect(await applyStep(preliminaryTests, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      message: expect.stringContaining('https://lab-ex01.lab.local/EWS/Exchange.asmx'),
      fix: { step: 'virtual-directories' },
    },
  })
})

test('a name that leads elsewhere is said first, with the way to the zones', async () => {
  const zones = lab.running.get('LAB-DC01')?.host.state
  const before = JSON.stringify(zones?.read().zones)
  await zones?.change((draft) => {
    delete draft.zones['autodiscover.digitalbrain.com.au']
  })
  expect(await applyStep(preliminaryTests, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      message: expect.stringMatching(/^LAB-DC01 answers for autodiscover\.digitalbrain\.com\.au/),
      fix: { step: 'dns-zones' },
    },
  })
  await zones?.change((draft) => {
    draft.zones = JSON.parse(before)
  })
})

test('an account without a mailbox is said to have none', async () => {
  await first()?.directory.change((draft) => {
    draft.addressing.recipients = []
  })
  expect(await found()).toMatchObject({ outcome: 'failed' })
})

test('refuses safely: without a certificate it says where to get one', async () => {
  const without = stepContext({ answers: context.answers, hosts: context.hosts, kept: new Map(context.kept) })
  without.kept.delete(kept.leafCertificate)
  expect(await applyStep(preliminaryTests, without)).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { step: 'issue-leaf' } },
  })
})
