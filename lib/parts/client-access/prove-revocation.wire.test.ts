import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { applyStep, undoStep } from '#lib/wizard/run-step.ts'
import { labAuthority } from '#test/authority.ts'
import { keptText } from '#test/lab-pki.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { dnsZones } from './dns-zones.ts'
import { proveRevocation } from './prove-revocation.ts'
import { publishOverHttp } from './publish-over-http.ts'

const other = await labAuthority()
let lab: WindowsLab
let context: TestContext
const root = 'C:\\inetpub\\wwwroot'
const hostNamed = (name: string) => {
  const host = lab.running.get(name)?.host
  if (!host) throw new Error(`this lab has no ${name}`)
  return host
}
const { pkiName } = stepContext().answers.lab
let whole: Record<string, string | null> = {}

beforeAll(async () => {
  lab = await windowsLab()
  await applyStep(publishOverHttp, lab.context)
  whole = { ...hostNamed('LAB-CA02').state.read().files }
})
afterAll(() => lab.close())

/** A pinpoint zone of the CRL host, as the Step for DNS makes it. */
const point = (address: string | undefined) =>
  hostNamed('LAB-DC01').state.change((draft) => {
    delete draft.zones[pkiName]
    if (!address) return
    const records = [{ name: '@', type: 'A', ttlSeconds: 3600, data: address }]
    draft.zones[pkiName] = { dynamicUpdate: 'None', adIntegrated: true, autoCreated: false, records }
  })
const serve = (name: string, content: string | undefined) =>
  hostNamed('LAB-CA02').state.change((draft) => {
    const path = `${root}\\${name}`
    if (content === undefined) delete draft.files[path]
    else draft.files[path] = Buffer.from(content, 'latin1').toString('base64')
  })
const der = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('latin1')
const onServer = async (name: string, text: string) =>
  (await context.hosts.windows(name)).run([{ script: text }], { write: true })

beforeEach(async () => {
  await point('127.0.0.4')
  await hostNamed('LAB-CA02').state.change((draft) => {
    draft.files = { ...whole }
  })
  for (const name of ['LAB-EX01', 'LAB-EX02'])
    await hostNamed(name).state.change((draft) => {
      delete draft.winHttpProxy
    })
  context = { ...lab.context, kept: new Map(lab.context.kept), evidence: [] }
  context = { ...stepContext({ answers: context.answers, hosts: context.hosts, kept: context.kept }) }
  lab.sent.length = 0
})

test('is proven from both servers by what they fetch, with evidence per server', async () => {
  expect(await applyStep(proveRevocation, context)).toMatchObject({
    outcome: 'satisfied',
    detail: expect.stringContaining('2 Exchange servers get both lists'),
  })
  const [proof] = context.evidence
  expect(proof?.kind === 'fact' && proof.data.length).toBe(10)
  expect(proof).toMatchObject({
    data: expect.arrayContaining([
      { name: 'LAB-EX02: WinHTTP', value: 'direct access' },
      {
        name: `LAB-EX01: http://${pkiName}/root.crl`,
        value: expect.stringMatching(/^200, \d+ bytes DER, CN=Lab-Root-CA.*, list \d+, until 20\d\d-/),
      },
    ]),
  })
})

test('is proven after the two Steps before it, on the zone that they make', async () => {
  await point(undefined)
  expect(await applyStep(dnsZones, context)).toMatchObject({ outcome: 'changed' })
  expect(await applyStep(publishOverHttp, context)).toMatchObject({ outcome: 'satisfied' })
  expect(await applyStep(proveRevocation, context)).toMatchObject({ outcome: 'satisfied' })
  await undoStep(dnsZones, context)
})

test('where DNS is a person’s and the name leads to all four files already, the issuing CA is not even looked at', async () => {
  const { answers } = context
  const manual = {
    ...context,
    answers: { ...answers, 'client-access': { ...answers['client-access'], dns: 'manual' as const } },
  }
  expect(await applyStep(publishOverHttp, manual)).toMatchObject({
    outcome: 'satisfied',
    detail: expect.stringMatching(/^LAB-EX01 gets all four files/),
  })
  expect(lab.sent.filter((line) => line.startsWith('LAB-CA02'))).toEqual([])
})

test('looks and changes nothing', async () => {
  await applyStep(proveRevocation, context)
  expect(lab.sent.filter((line) => !/Invoke-WebRequest|netsh\.exe winhttp show proxy/.test(line))).toEqual([])
})

type Cause = [string, () => unknown, fault: RegExp, remedy: RegExp]
const causes: Cause[] = [
  ['the name does not resolve', () => point(undefined), /LAB-EX01 cannot resolve pki\./, /A record for pki\./],
  ['nothing listens', () => point('127.0.0.77'), /does not get .*root\.crl: .*Unable to connect/s, /firewall/],
  [
    'the root CRL is missing',
    () => serve('root.crl', undefined),
    /root\.crl: .*\(404\)/s,
    /Serve the revocation lists/,
  ],
  [
    'a list is PEM',
    () => serve('intermediate.crl', keptText(context, kept.intermediateCrl)),
    /intermediate\.crl is PEM; Windows takes DER only/,
    /certutil -decode/,
  ],
  ['a page is served', () => serve('root.crl', '<html>logon</html>'), /is no CRL in DER/, /logon page/],
  [
    'the list is of another authority',
    () => serve('root.crl', der(other.crls[0] ?? '')),
    /the root CA of this lab did not sign it/,
    /that Part 2 made/,
  ],
  [
    'the CA certificate is another',
    () => serve('root.crt', der(other.root.certificate)),
    /root\.crt is the certificate of CN=Lab-Root-CA.*, not of the root CA of this lab/,
    /that Part 2 made/,
  ],
]
test.each(causes)('names the cause and a remedy where %s', async (_, cause, fault, remedy) => {
  await cause()
  const { outcome, failure } = await applyStep(proveRevocation, context)
  expect(outcome).toBe('blocked')
  expect(failure?.message).toMatch(fault)
  expect(failure?.remedy).toMatch(remedy)
})

test('a list that has expired is named with its day', async () => {
  const [old = ''] = (await labAuthority({ now: new Date(Date.now() - 40 * 86_400_000), crlDays: 3 })).crls
  context.kept.set(kept.rootCertificate, other.root.certificate)
  await serve('root.crl', der(old))
  const { failure } = await applyStep(proveRevocation, context)
  expect(failure?.message).toMatch(/root\.crl expired on 20\d\d-\d\d-\d\d \(nextUpdate\)/)
  expect(failure?.remedy).toContain('Issue the revocation lists')
})

test('a proxy of WinHTTP on one server is named, until the name goes around it', async () => {
  await onServer('LAB-EX02', 'netsh.exe winhttp set proxy proxy.lab.local:8080 bypass-list=*.lab.local')
  const { outcome, failure } = await applyStep(proveRevocation, context)
  expect(outcome).toBe('blocked')
  expect(failure?.message).toBe(
    `LAB-EX02 fetches revocation lists through the WinHTTP proxy proxy.lab.local:8080, and ${pkiName} is not among what goes around it.`,
  )
  expect(failure?.remedy).toContain(`bypass-list="*.lab.local;${pkiName}"`)
  await onServer('LAB-EX02', `netsh.exe winhttp set proxy proxy.lab.local:8080 "bypass-list=*.lab.local;${pkiName}"`)
  expect(await applyStep(proveRevocation, context)).toMatchObject({ outcome: 'satisfied' })
})

test('without what Part 2 makes it sends there', async () => {
  context.kept.delete(kept.rootCrl)
  expect(await applyStep(proveRevocation, context)).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { part: 'pki' } },
  })
})
