import { afterEach, expect, test, vi } from 'vitest'
import { issueLeaf } from '#lib/parts/client-access/issue-leaf.ts'
import { proveChain } from '#lib/parts/client-access/prove-chain.ts'
import { requestCertificate } from '#lib/parts/client-access/request-certificate.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { createKey } from '#lib/protocols/x509/private-key.ts'
import { Secret } from '#lib/secret.ts'
import { applyStep } from '#lib/wizard/run-step.ts'
import { daysLater } from '#test/days-later.ts'
import { dyingKeep } from '#test/dying-keep.ts'
import { afterPki, fits, keptText, labPki, previousOf, stepsWithin } from '#test/lab-pki.ts'
import { makeIntermediate } from './make-intermediate.ts'
import { makeRoot } from './make-root.ts'

const base = await labPki()
afterEach(() => void vi.useRealTimers())

test.for([
  ['root CA', makeRoot, 'root'],
  ['intermediate CA', makeIntermediate, 'intermediate'],
] as const)('the %s is taken up again after dying between key and certificate', async ([, step, name]) => {
  const context = await afterPki()
  context.kept.delete(kept[`${name}Certificate`])
  context.kept.delete(kept[`${name}Key`])
  const dying = { ...context, keep: dyingKeep(context.keep, 1) }
  expect(await applyStep(step, dying)).toMatchObject({ outcome: 'failed' })
  const key = context.kept.get(kept[`${name}Key`])
  expect(key).toBeInstanceOf(Secret)
  expect(context.kept.has(kept[`${name}Certificate`])).toBe(false)

  expect(await applyStep(step, context)).toMatchObject({ outcome: 'changed' })
  expect(context.kept.get(kept[`${name}Key`])).toBe(key)
  expect(fits(context, name)).toBe(true)
})

test.for([
  ['root name', makeRoot, { rootName: 'Other-Root-CA' }, 'Lab-Root-CA'],
  ['organisation', makeRoot, { organisation: 'Other' }, 'Digital Brain'],
  ['intermediate name', makeIntermediate, { intermediateName: 'Other-CA' }, 'Lab-Intermediate-CA'],
] as const)('another %s does not replace an authority: blocked, with both names and a way out', async (row) => {
  const [, step, changed, old] = row
  const context = await afterPki({ pki: changed })
  const { outcome, failure } = await applyStep(step, context)
  expect(outcome).toBe('blocked')
  expect(failure?.message).toContain(old)
  expect(failure?.message).toContain(Object.values(changed)[0])
  expect(failure?.remedy).toMatch(/back into the answers.*Undo/s)
  expect(context.kept).toEqual(base)
})

test.for([
  ['root CA', makeRoot, kept.rootKey],
  ['intermediate CA', makeIntermediate, kept.intermediateKey],
] as const)('a %s whose key does not fit is not replaced', async ([, step, key]) => {
  const context = await afterPki()
  context.kept.set(key, await createKey(2048))
  const touched = new Map(context.kept)
  const { outcome, failure } = await applyStep(step, context)
  expect([outcome, failure?.remedy]).toEqual(['blocked', expect.stringContaining('backup')])
  expect(context.kept).toEqual(touched)
})

test('an intermediate CA of another root is not replaced', async () => {
  const context = await afterPki()
  context.kept.delete(kept.rootCertificate)
  context.kept.delete(kept.rootKey)
  expect(await applyStep(makeRoot, context)).toMatchObject({ outcome: 'changed' })
  expect(await applyStep(makeIntermediate, context)).toMatchObject({ outcome: 'blocked' })
})

test('an intermediate CA near its end is renewed with its own key: the leaf stays valid under it', async () => {
  const context = await afterPki()
  daysLater(1825 - 100)
  expect(await applyStep(makeIntermediate, context)).toMatchObject({
    outcome: 'changed',
    changes: [{ summary: expect.stringContaining('with the same key') }],
  })
  expect(fits(context, 'intermediate')).toBe(true)
  expect(context.kept.get(kept.intermediateKey)).toBe(base.get(kept.intermediateKey))
  expect(previousOf(context, kept.intermediateCertificate)).toEqual([base.get(kept.intermediateCertificate)])
  const renewed = readCertificate(keptText(context, kept.intermediateCertificate))
  expect(readCertificate(keptText(context, kept.leafCertificate)).aki).toBe(renewed.ski)
  expect(await applyStep(makeIntermediate, context)).toMatchObject({ outcome: 'satisfied' })
})

test('an intermediate CA that would outlive its root is renewed no more, and refused once both have expired', async () => {
  const context = await afterPki({ pki: { intermediateDays: 3650 } })
  context.kept.delete(kept.intermediateCertificate)
  expect(await applyStep(makeIntermediate, context)).toMatchObject({ outcome: 'changed' })
  daysLater(3650 - 20)
  expect(await applyStep(makeIntermediate, context)).toMatchObject({ outcome: 'satisfied' })
  daysLater(30)
  expect(await applyStep(makeRoot, context)).toMatchObject({ outcome: 'blocked' })
  expect(await applyStep(makeIntermediate, context)).toMatchObject({ outcome: 'blocked' })
})

test('another PKI name renews the intermediate CA and the certificate, and no key', async () => {
  const context = await afterPki({ lab: { pkiName: 'crl.digitalbrain.com.au' } })
  const outcomes: string[] = []
  for (const step of [...stepsWithin, requestCertificate, issueLeaf, proveChain])
    outcomes.push((await applyStep(step, context)).outcome)
  expect(outcomes).toEqual(['satisfied', 'changed', 'satisfied', 'satisfied', 'changed', 'satisfied'])
  const intermediate = readCertificate(keptText(context, kept.intermediateCertificate))
  const leaf = readCertificate(keptText(context, kept.leafCertificate))
  expect(intermediate.cdp).toEqual(['http://crl.digitalbrain.com.au/root.crl'])
  expect(leaf.aia).toEqual(['http://crl.digitalbrain.com.au/intermediate.crt'])
  for (const name of [kept.rootKey, kept.intermediateKey, kept.leafKey])
    expect(context.kept.get(name)).toBe(base.get(name))
})
