import { afterEach, expect, test, vi } from 'vitest'
import { proveChain } from '#lib/parts/client-access/prove-chain.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { readCrl } from '#lib/protocols/x509/crl.ts'
import { applyStep } from '#lib/wizard/run-step.ts'
import { daysLater } from '#test/days-later.ts'
import { dyingKeep } from '#test/dying-keep.ts'
import { afterPki, keptText } from '#test/lab-pki.ts'
import { publishCrls } from './publish-crls.ts'

afterEach(() => void vi.useRealTimers())

test('lists are signed anew when less than a third of their life is left, with a higher number', async () => {
  const context = await afterPki()
  const numbers = () =>
    [kept.rootCrl, kept.intermediateCrl].map((name) => readCrl(keptText(context, name)).number ?? 0n)
  const before = numbers()
  daysLater(19)
  expect(await applyStep(publishCrls, context)).toMatchObject({ outcome: 'satisfied' })
  daysLater(2)
  expect(await applyStep(publishCrls, context)).toMatchObject({ outcome: 'changed' })
  expect(numbers().map((number, index) => number > (before[index] ?? 0n))).toEqual([true, true])
})

test('a list of another authority is replaced, and two lists of one second have different numbers', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const context = await afterPki()
  context.kept.delete(kept.rootCrl)
  await publishCrls.apply(context)
  const { number } = readCrl(keptText(context, kept.rootCrl))
  context.kept.set(kept.intermediateCrl, keptText(context, kept.rootCrl))
  expect(await applyStep(publishCrls, context)).toMatchObject({ outcome: 'changed' })
  expect(readCrl(keptText(context, kept.intermediateCrl)).number).toBe((number ?? 0n) + 1n)
})

test('signing is taken up again after dying between the two lists', async () => {
  const context = await afterPki()
  context.kept.delete(kept.rootCrl)
  context.kept.delete(kept.intermediateCrl)
  const dying = { ...context, keep: dyingKeep(context.keep, 1) }
  expect(await applyStep(publishCrls, dying)).toMatchObject({ outcome: 'failed' })
  const first = keptText(context, kept.rootCrl)
  expect(await applyStep(publishCrls, context)).toMatchObject({ outcome: 'changed' })
  expect(keptText(context, kept.rootCrl)).toBe(first)
})

test('a chain with expired lists is not proven, and the way out leads to them', async () => {
  const context = await afterPki()
  daysLater(31)
  expect(await applyStep(proveChain, context)).toMatchObject({
    outcome: 'blocked',
    failure: { message: expect.stringContaining('expired'), fix: { part: 'pki', step: 'publish-crls' } },
  })
  expect(context.evidence).toEqual([])
})
