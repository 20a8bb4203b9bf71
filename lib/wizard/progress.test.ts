import { expect, test } from 'vitest'
import { partOf, scripted, small } from '#test/journey.ts'
import { progressOf } from './progress.ts'
import type { StepRow } from './step-view.ts'

const parts = [partOf('one', scripted('first'), scripted('second')), partOf('two', scripted('third'))]
const place = { kind: 'real', fingerprints: { one: 'f1', two: 'f2' } } as const

let id = 100
const row = (stepId: string, outcome: StepRow['outcome'], more: Partial<StepRow> = {}): StepRow => ({
  id: id++,
  runId: 'run',
  partId: stepId === 'third' ? 'two' : 'one',
  stepId,
  fingerprint: stepId === 'third' ? 'f2' : 'f1',
  startedAt: new Date(0),
  endedAt: outcome ? new Date(1500) : null,
  outcome,
  found: null,
  detail: null,
  failureCode: null,
  failureMessage: null,
  failureRemedy: null,
  failureCause: null,
  failureFix: null,
  changes: null,
  evidence: [],
  run: { kind: 'apply', endedAt: null },
  ...more,
})

const stand = (...rows: StepRow[]) =>
  progressOf(parts, small, [...rows].reverse(), place).map(({ state, fact }) => `${state}: ${fact}`)

test.each([
  ['nothing was ever done', [], ['untouched: one', 'untouched: two']],
  [
    'all is proven',
    [row('first', 'changed'), row('second', 'satisfied'), row('third', 'changed')],
    ['done: 2 of 2 Steps proven', 'done: 1 of 1 Steps proven'],
  ],
  ['a Step is at work', [row('first', 'changed'), row('second', null)], ['running: Step 2 of 2', 'untouched: two']],
  [
    'a Step needs a person',
    [row('first', 'changed'), row('second', 'blocked')],
    ['attention: 1 Step needs you', 'untouched: two'],
  ],
  [
    'a run was stopped',
    [row('first', 'changed'), row('second', 'cancelled')],
    ['half-way: Stopped half-way: 1 of 2', 'untouched: two'],
  ],
  ['the wizard died', [row('first', 'interrupted')], ['half-way: Stopped half-way: 0 of 2', 'untouched: two']],
  [
    'the answers changed since',
    [row('first', 'changed', { fingerprint: 'old' }), row('second', 'changed')],
    ['look-again: Look again: something changed', 'untouched: two'],
  ],
  [
    'a plan was made',
    [row('first', 'pending', { changes: [{}, {}] }), row('second', 'pending')],
    ['planned: Plan ready: 3 changes', 'untouched: two'],
  ],
  [
    'an undone Step',
    [row('first', 'changed'), row('first', 'undone'), row('second', 'undone')],
    ['untouched: one', 'untouched: two'],
  ],
])('%s', (_case, rows, expected) => {
  expect(stand(...rows)).toEqual(expected)
})

test('a later change in an earlier Part makes the following Parts look again', () => {
  expect(
    stand(row('first', 'changed'), row('second', 'changed'), row('third', 'changed'), row('first', 'changed')),
  ).toEqual(['done: 2 of 2 Steps proven', 'look-again: Look again: something changed'])
})

test('evidence stays visible after a second run that had nothing to prove', () => {
  const evidence = [{ kind: 'fact', subject: 'x', data: [], at: new Date(0) }]
  const [one] = progressOf(parts, small, [row('first', 'satisfied'), row('first', 'changed', { evidence })], place)
  expect(one?.steps[0]?.evidence).toEqual([{ kind: 'fact', subject: 'x', data: [], at: new Date(0).toISOString() }])
})

test('a Step that the run will come to shows its last proof, and no plan that is out of date', () => {
  const ahead = new Set(['one/first', 'one/second'])
  const [one] = progressOf(parts, small, [row('second', 'pending'), row('first', 'changed')], { ...place, ahead })
  expect(one?.steps.map(({ state, detail }) => [state, detail])).toEqual([
    ['changed', null],
    ['waiting', null],
  ])
})
