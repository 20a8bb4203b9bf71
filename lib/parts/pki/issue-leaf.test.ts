import { afterEach, expect, test, vi } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { createKey } from '#lib/protocols/x509/private-key.ts'
import { applyStep } from '#lib/wizard/run-step.ts'
import { daysLater } from '#test/days-later.ts'
import { dyingKeep } from '#test/dying-keep.ts'
import { afterPki, fits, keptText, labPki, previousOf } from '#test/lab-pki.ts'
import { issueLeaf } from './issue-leaf.ts'
import { proveChain } from './prove-chain.ts'

const base = await labPki()
afterEach(() => void vi.useRealTimers())

test.for([
  ['another mail name', { lab: { mailName: 'post.digitalbrain.com.au' } }],
  ['another Autodiscover name', { lab: { autodiscoverName: 'auto.digitalbrain.com.au' } }],
] as const)('%s: the certificate is issued anew with its key, and the previous one stays', async ([, changed]) => {
  const context = await afterPki(changed)
  const { outcome, changes } = await applyStep(issueLeaf, context)
  expect(outcome).toBe('changed')
  expect(changes?.map(({ summary }) => summary).join()).toMatch(/with the key that is kept.*previous certificate/s)
  const { mailName, autodiscoverName } = context.answers.lab
  expect(readCertificate(keptText(context, kept.leafCertificate)).names).toEqual([mailName, autodiscoverName])
  expect(context.kept.get(kept.leafKey)).toBe(base.get(kept.leafKey))
  expect(previousOf(context, kept.leafCertificate)).toEqual([base.get(kept.leafCertificate)])
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

test.for([0, 1, 2, 3, 4])(
  'a lost key is replaced with its certificate, also after dying before change %i',
  async (died) => {
    const context = await afterPki()
    const stranger = await createKey(2048)
    context.kept.set(kept.leafKey, stranger)
    expect(await applyStep(issueLeaf, { ...context, keep: dyingKeep(context.keep, died) })).toMatchObject({
      outcome: 'failed',
    })
    expect(await applyStep(issueLeaf, context)).toMatchObject({ outcome: 'changed' })
    expect(fits(context, 'leaf')).toBe(true)
    expect(previousOf(context, kept.leafCertificate)).toContain(base.get(kept.leafCertificate))
  },
)

test.for([0, 1])('a renewal that dies before change %i leaves the old certificate in its place', async (died) => {
  const context = await afterPki({ lab: { mailName: 'post.digitalbrain.com.au' } })
  const dying = { ...context, keep: dyingKeep(context.keep, died) }
  expect(await applyStep(issueLeaf, dying)).toMatchObject({ outcome: 'failed' })
  expect(context.kept.get(kept.leafCertificate)).toBe(base.get(kept.leafCertificate))
  expect(fits(context, 'leaf')).toBe(true)
  expect(await applyStep(issueLeaf, context)).toMatchObject({ outcome: 'changed' })
})

test('a mail name too long for a common name is refused before anything is signed', async () => {
  const context = await afterPki({ lab: { mailName: `${'m'.repeat(50)}.digitalbrain.com.au` } })
  expect(await applyStep(issueLeaf, context)).toMatchObject({
    outcome: 'blocked',
    failure: { message: expect.stringContaining('70 characters'), fix: { part: 'lab', field: 'mailName' } },
  })
  expect(context.kept).toEqual(base)
})
