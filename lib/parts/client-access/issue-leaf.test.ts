import { afterEach, expect, test, vi } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { x509 } from '#lib/protocols/x509/peculiar.ts'
import { toPem } from '#lib/protocols/x509/pem.ts'
import { signingAlgorithm } from '#lib/protocols/x509/private-key.ts'
import { applyStep } from '#lib/wizard/run-step.ts'
import { daysLater } from '#test/days-later.ts'
import { dyingKeep } from '#test/dying-keep.ts'
import { afterPki, fits, keptText, labPki, previousOf } from '#test/lab-pki.ts'
import { issueLeaf } from './issue-leaf.ts'
import { proveChain } from './prove-chain.ts'
import { requestCertificate } from './request-certificate.ts'

const base = await labPki()
afterEach(() => void vi.useRealTimers())

test.for([
  ['another mail name', { lab: { mailName: 'post.digitalbrain.com.au' } }],
  ['another Autodiscover name', { lab: { autodiscoverName: 'auto.digitalbrain.com.au' } }],
] as const)('%s: requested and issued anew with its key, and the previous one stays', async ([, changed]) => {
  const context = await afterPki(changed)
  for (const step of [requestCertificate, issueLeaf]) {
    const { outcome, changes } = await applyStep(step, context)
    expect(outcome).toBe('changed')
    expect(changes?.map(({ summary }) => summary).join()).toMatch(/with the key that is kept|previous certificate/)
  }
  const { mailName, autodiscoverName } = context.answers.lab
  expect(readCertificate(keptText(context, kept.leafCertificate)).names).toEqual([mailName, autodiscoverName])
  expect(context.kept.get(kept.leafKey)).toBe(base.get(kept.leafKey))
  expect(previousOf(context, kept.leafCertificate)).toEqual([base.get(kept.leafCertificate)])
  expect(await applyStep(proveChain, context)).toMatchObject({ outcome: 'satisfied' })
})

test('a wildcard covers every name that clients call', async () => {
  const context = await afterPki({ 'client-access': { wildcard: true } })
  for (const step of [requestCertificate, issueLeaf])
    expect(await applyStep(step, context)).toMatchObject({ outcome: 'changed' })
  expect(readCertificate(keptText(context, kept.leafCertificate))).toMatchObject({
    commonName: '*.digitalbrain.com.au',
    names: ['*.digitalbrain.com.au'],
  })
  expect(await applyStep(proveChain, context)).toMatchObject({ outcome: 'satisfied' })
})

test.for([
  [397 - 31, 'satisfied'],
  [397 - 29, 'changed'],
  [397 + 10, 'changed'],
] as const)('after %i days the certificate is %s', async ([days, outcome]) => {
  const context = await afterPki()
  daysLater(days)
  expect(await applyStep(issueLeaf, context)).toMatchObject({ outcome })
})

test('a certificate of a week is renewed in the last third of its life, not for ever', async () => {
  const context = await afterPki({ pki: { leafDays: 7 } })
  context.kept.delete(kept.leafCertificate)
  const outcomes: string[] = []
  for (const days of [0, 4, 2]) {
    daysLater(days)
    outcomes.push((await applyStep(issueLeaf, context)).outcome)
  }
  expect(outcomes).toEqual(['changed', 'satisfied', 'changed'])
})

test.for([0, 1, 2])('a lost key is replaced with its certificate, also after dying before change %i', async (died) => {
  const context = await afterPki()
  context.kept.delete(kept.leafKey)
  const dying = { ...context, keep: dyingKeep(context.keep, died) }
  for (const step of [requestCertificate, issueLeaf]) await applyStep(step, dying)
  for (const step of [requestCertificate, issueLeaf, proveChain])
    expect(await applyStep(step, context)).not.toHaveProperty('failure')
  expect(fits(context, 'leaf')).toBe(true)
  expect(previousOf(context, kept.leafCertificate)).toContain(base.get(kept.leafCertificate))
})

test.for([0, 1])('a renewal that dies before change %i leaves the old certificate in its place', async (died) => {
  const context = await afterPki()
  daysLater(397 - 29)
  const dying = { ...context, keep: dyingKeep(context.keep, died) }
  expect(await applyStep(issueLeaf, dying)).toMatchObject({ outcome: 'failed' })
  expect(context.kept.get(kept.leafCertificate)).toBe(base.get(kept.leafCertificate))
  expect(fits(context, 'leaf')).toBe(true)
  expect(await applyStep(issueLeaf, context)).toMatchObject({ outcome: 'changed' })
})

test('a mail name too long for a common name is refused before anything is requested', async () => {
  const context = await afterPki({ lab: { mailName: `${'m'.repeat(50)}.digitalbrain.com.au` } })
  expect(await applyStep(requestCertificate, context)).toMatchObject({
    outcome: 'blocked',
    failure: { message: expect.stringContaining('70 characters'), fix: { part: 'lab', field: 'mailName' } },
  })
  expect(context.kept).toEqual(base)
})

test('nothing is issued without a request, or without an authority', async () => {
  const context = await afterPki()
  context.kept.delete(kept.leafRequest)
  expect(await applyStep(issueLeaf, context)).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { part: 'client-access', step: 'request-certificate' } },
  })
  context.kept.clear()
  expect(await applyStep(issueLeaf, context)).toMatchObject({ outcome: 'blocked', failure: { fix: { part: 'pki' } } })
})

const names = ['mail.digitalbrain.com.au', 'autodiscover.digitalbrain.com.au']
const ofNames = (...dns: string[]) =>
  new x509.SubjectAlternativeNameExtension(dns.map((value) => ({ type: 'dns' as const, value })))

test.for([
  [
    'that would be an authority',
    { extensions: [ofNames(...names), new x509.BasicConstraintsExtension(true)] },
    'CA:TRUE',
  ],
  ['for a foreign name', { extensions: [ofNames(...names, 'www.bank.example')] }, '"www.bank.example"'],
  ['for one name too few', { extensions: [ofNames('mail.digitalbrain.com.au')] }, 'does not ask for autodiscover'],
  ['with a key of 1024 bits', { bits: 1024 }, '1024 bits'],
  ['that another key has signed', { stranger: true }, 'not signed by the key'],
] as const)(
  'a request %s is handed in by somebody: refused with its reason, and nothing is signed',
  async ([, odd, reason]) => {
    const context = await afterPki()
    context.kept.set(kept.leafRequest, await oddRequest(odd))
    const touched = new Map(context.kept)
    expect(await applyStep(issueLeaf, context)).toMatchObject({
      outcome: 'blocked',
      failure: { message: expect.stringContaining(reason), fix: { step: 'request-certificate' } },
    })
    expect(context.kept).toEqual(touched)
    expect(await applyStep(requestCertificate, context)).toMatchObject({ outcome: 'changed' })
    expect(await applyStep(issueLeaf, context)).toMatchObject({ outcome: 'satisfied' })
  },
)

type Odd = { extensions?: readonly x509.Extension[]; bits?: number; stranger?: boolean }
async function oddRequest({ extensions = [ofNames(...names)], bits = 2048, stranger = false }: Odd): Promise<string> {
  const algorithm = { ...signingAlgorithm, modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) }
  const pair = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [own, other] = [await pair(), await pair()]
  const keys = stranger ? { privateKey: other.privateKey, publicKey: own.publicKey } : own
  const wanted = { name: `CN=${names[0]}`, keys, signingAlgorithm, extensions: [...extensions] }
  return toPem((await x509.Pkcs10CertificateRequestGenerator.create(wanted)).rawData, 'CERTIFICATE REQUEST')
}
