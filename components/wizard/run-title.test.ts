import { expect, test } from 'vitest'
import type { RunView } from '#lib/wizard/view.ts'
import { partView } from './part-view.fixture.ts'
import { runTitle } from './run-title.ts'

const run = (change: Partial<RunView>): RunView => ({
  id: 'r',
  kind: 'apply',
  partId: null,
  stepId: null,
  startedAt: '2026-11-23T10:14:07.112Z',
  endedAt: null,
  outcome: null,
  at: null,
  changed: 0,
  ...change,
})

test.each([
  [{}, 'Run all Parts'],
  [{ kind: 'look' as const, partId: 'load-balancer' }, 'Look at Part 1 · Load balancer'],
  [{ kind: 'undo' as const, partId: 'load-balancer', stepId: 'push-configuration' }, 'Undo: Push the configuration'],
  [{ partId: 'load-balancer', stepId: 'a-step-of-an-earlier-version' }, 'Run Part 1 · Load balancer'],
])('%j is called "%s"', (change, title) => {
  expect(runTitle(run(change), [partView()])).toBe(title)
})
