import { expect, test } from 'vitest'
import type { PartState } from '#lib/wizard/view.ts'
import { tabFor, tabsOf } from './part-tabs.ts'
import { partView, stepView } from './part-view.fixture.ts'

test.each<[PartState, string]>([
  ['untouched', 'answers'],
  ['look-again', 'answers'],
  ['planned', 'plan'],
  ['running', 'run'],
  ['attention', 'run'],
  ['half-way', 'run'],
  ['done', 'run'],
])('a Part that is %s opens at %s', (state, tab) => {
  expect(tabFor(partView({ state }))).toBe(tab)
})

test('a Part that asks nothing opens at its plan, the demo at what it has measured', () => {
  expect(tabFor(partView({ asks: false }))).toBe('plan')
  expect(tabFor(partView({ id: 'demo', state: 'done' }))).toBe('evidence')
})

test('only the lab has a picture and identities, and says how many of them are approved', () => {
  const tabs = tabsOf(partView({ id: 'lab' }), [{ approved: true }, { approved: false }])
  expect(tabs.map(({ id, badge }) => [id, badge?.text])).toEqual([
    ['answers', undefined],
    ['picture', undefined],
    ['identities', '1 of 2'],
    ['plan', undefined],
    ['run', undefined],
    ['evidence', undefined],
  ])
})

test('a badge says what wants to be read', () => {
  const failed = stepView({ state: 'failed' })
  const badges = (change: Parameters<typeof partView>[0]) =>
    tabsOf(partView(change), []).flatMap(({ id, badge }) => (badge ? [`${id}: ${badge.text}`] : []))
  expect(badges({ state: 'planned', changes: 9 })).toEqual(['plan: 9 changes'])
  expect(badges({ state: 'attention', steps: [failed, failed] })).toEqual(['run: 2 need you'])
  expect(badges({ state: 'running' })).toEqual(['run: Running'])
})

test('answers that a run would not know of are marked', () => {
  expect(tabsOf(partView(), [], true)[0]).toMatchObject({ id: 'answers', badge: { text: 'not saved' } })
})
