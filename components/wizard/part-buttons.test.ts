import { expect, test } from 'vitest'
import type { PartState, PartView } from '#lib/wizard/view.ts'
import { partButtons } from './part-buttons.ts'
import { partView, stepView } from './part-view.fixture.ts'

const next = partView({ id: 'high-availability', title: 'High availability' })
const labels = (part: PartView, running = false) => partButtons(part, next, running).map(({ label }) => label)

test.each<[PartState, string[]]>([
  ['untouched', ['Look: what would change?']],
  ['look-again', ['Look: what would change?']],
  ['attention', ['Only look again', 'Look again and go on']],
  ['half-way', ['Only look again', 'Look again and go on']],
  ['done', ['Look again', 'Go on to High availability']],
])('a Part that is %s offers %j', (state, expected) => {
  expect(labels(partView({ state }))).toEqual(expected)
})

test('after the last Part there is the report', () => {
  const last = partButtons(partView({ state: 'done' }), undefined, false)
  expect(last.map(({ label }) => label)).toEqual(['Look again', 'Open the report'])
})

test.each<[PartState]>([['untouched'], ['planned'], ['done'], ['attention']])(
  'while anything runs in the lab, a Part that is %s can only be stopped',
  (state) => expect(labels(partView({ state }), true)).toEqual(['Stop']),
)

test('a plan says how many changes it makes, and where', () => {
  const change = (host: string) => ({ host, summary: 'Would write the file' })
  const steps = [
    stepView({ state: 'pending', changes: [change('lab-hap01'), change('lab-hap02')] }),
    stepView({ id: 'b', state: 'pending', hosts: ['LAB-EX01', 'LAB-EX02'] }),
    stepView({ id: 'c', state: 'changed', hosts: ['LAB-EX01'], changes: [change('LAB-EX01')] }),
  ]
  expect(labels(partView({ state: 'planned', changes: 3, steps }))).toEqual(['Look again', 'Run 3 changes on 2 hosts'])
})

test.each([
  [['lab-hap01'], 'Run 1 change on lab-hap01'],
  [['Fairlead'], 'Run 1 change in Fairlead'],
  [['Fairlead', 'lab-hap02'], 'Run 1 change on lab-hap02'],
])('one change on %j is named by its place', (hosts, label) => {
  const steps = [stepView({ state: 'pending', hosts })]
  expect(labels(partView({ state: 'planned', changes: 1, steps })).at(-1)).toBe(label)
})

test('undoing is offered where a Step would put something back, and never as the likeliest way', () => {
  const part = partView({ state: 'done', steps: [stepView({ state: 'changed', canUndo: true })] })
  expect(labels(part)).toEqual(['Undo this Part…', 'Look again', 'Go on to High availability'])
})
