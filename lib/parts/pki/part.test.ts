import { expect, test } from 'vitest'
import { applyStep, undoStep } from '#lib/wizard/run-step.ts'
import { afterPki, fits, labAuthorities, labPki, stepsWithin as steps } from '#test/lab-pki.ts'
import { stepContext } from '#test/step-context.ts'
import { makeIntermediate } from './make-intermediate.ts'
import { makeRoot } from './make-root.ts'

const base = await labPki()

test('the Part makes both authorities and their lists out of nothing', async () => {
  const context = stepContext()
  const outcomes: string[] = []
  for (const step of steps) outcomes.push((await applyStep(step, context)).outcome)
  expect(outcomes).toEqual(['changed', 'changed', 'changed'])
  expect([fits(context, 'root'), fits(context, 'intermediate')]).toEqual([true, true])
  expect(JSON.stringify([context.evidence, context.logged])).not.toContain('PRIVATE KEY')
})

test('a second run changes nothing', async () => {
  const context = await afterPki()
  for (const step of steps) expect(await applyStep(step, context)).toMatchObject({ outcome: 'satisfied' })
  expect(context.kept).toEqual(base)
})

test.for(steps.slice(1).map((step) => [step.title, step] as const))(
  '%s: refuses safely while what it needs is not there',
  async ([, step]) => {
    const context = stepContext()
    expect(await applyStep(step, context)).toMatchObject({ outcome: 'blocked', failure: { fix: { part: 'pki' } } })
    expect(context.kept.size).toBe(0)
  },
)

test('Undo of the whole Part removes everything it made, from the last Step to the first', async () => {
  const context = stepContext({ kept: await labAuthorities() })
  for (const step of steps.filter(({ undo }) => undo).reverse())
    expect(await undoStep(step, context)).toMatchObject({ outcome: 'undone' })
  expect([...context.kept.keys()]).toEqual([])
})

test('an authority is not undone while something below it is kept', async () => {
  const context = await afterPki()
  for (const step of [makeRoot, makeIntermediate])
    expect(await undoStep(step, context)).toMatchObject({ outcome: 'failed', failure: { code: 'blocked' } })
  expect(context.kept).toEqual(base)
})
