import type { PartView, StepView } from '#lib/wizard/view.ts'

/** A Step and a Part as the screen is given them, for tests that care for one field or two. */
export const stepView = (change: Partial<StepView> = {}): StepView => ({
  partId: 'load-balancer',
  id: 'push-configuration',
  title: 'Push the configuration',
  purpose: 'What HAProxy is told.',
  hosts: ['lab-hap01', 'lab-hap02'],
  state: 'waiting',
  detail: null,
  found: null,
  startedAt: null,
  endedAt: null,
  ms: null,
  failure: null,
  changes: [],
  evidence: [],
  runId: null,
  stepRunId: null,
  canUndo: false,
  ...change,
})

export const partView = (change: Partial<PartView> = {}): PartView => ({
  id: 'load-balancer',
  title: 'Load balancer',
  subtitle: 'HAProxy',
  purpose: 'HAProxy on both nodes.',
  state: 'untouched',
  fact: 'HAProxy',
  ms: null,
  changes: 0,
  asks: true,
  steps: [stepView()],
  ...change,
})
