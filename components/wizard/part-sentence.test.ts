import { expect, test } from 'vitest'
import type { RunView } from '#lib/wizard/view.ts'
import { partSentence } from './part-sentence.ts'
import { partView, stepView } from './part-view.fixture.ts'

const running = (partId: string): RunView => ({
  id: 'r',
  kind: 'apply',
  partId,
  stepId: null,
  startedAt: '2026-11-23T10:14:07.112Z',
  endedAt: null,
  outcome: null,
  at: { partId, stepId: 'push-configuration', position: 3, of: 6 },
  changed: 0,
})
const said = (part = partView(), activeRun: RunView | null = null) =>
  partSentence(part, { activeRun, parts: [partView({ id: 'pki', title: 'PKI' }), part] })

test('a Part says what it is about until there is something more urgent', () => {
  expect(said()).toBe('HAProxy on both nodes.')
})

test('while it runs it says at which Step it is; any other says where the run is', () => {
  expect(said(partView(), running('load-balancer'))).toBe('Carrying out step 3 of 6: Push the configuration')
  expect(said(partView(), running('pki'))).toBe('Part 1, PKI, is running; a lab has one run at a time.')
})

test('after a failure it says what stands', () => {
  const steps = [stepView({ state: 'changed' }), stepView({ id: 'b', state: 'failed' })]
  expect(said(partView({ state: 'attention', steps }))).toBe(
    '1 of 2 Steps is proven. What is done stays done; nothing is repeated blindly.',
  )
})
