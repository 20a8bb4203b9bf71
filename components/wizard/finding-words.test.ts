import { expect, test } from 'vitest'
import { untouched, waysOut } from './finding-words.ts'
import { partView, stepView } from './part-view.fixture.ts'

test.each([
  [null, []],
  ['Start HAProxy.', ['Start HAProxy.']],
  ['Approve the key. Or replace the machine.', ['Approve the key.', 'Or replace the machine.']],
  ['1. Approve the key.\n2. Replace the machine.', ['Approve the key.', 'Replace the machine.']],
  ['Write 1 or 2. Organise the rest.', ['Write 1 or 2. Organise the rest.']],
])('the remedy %j is %j', (remedy, ways) => {
  expect(waysOut(remedy)).toEqual(ways)
})

const after = (...runIds: (string | null)[]) => runIds.map((runId, index) => stepView({ id: `later-${index}`, runId }))

test('a Step whose look found the way blocked has changed nothing', () => {
  const step = stepView({ state: 'blocked', runId: 'now' })
  expect(untouched(step, partView({ steps: [step] }))).toBe('This Step has changed nothing.')
  expect(untouched(step, partView({ steps: [step, ...after(null, 'earlier')] }))).toBe(
    'This Step has changed nothing; the Steps after it were not started.',
  )
})

test('of a Step that failed while changing, nothing is promised but what the rows prove', () => {
  const step = stepView({ state: 'failed', runId: 'now' })
  expect(untouched(step, partView({ steps: [step] }))).toBeUndefined()
  expect(untouched(step, partView({ steps: [step, ...after(null)] }))).toBe('The Steps after it were not started.')
  expect(untouched(step, partView({ steps: [step, ...after('now')] }))).toBeUndefined()
})
