import type { StepView } from '#lib/wizard/view.ts'
import type { Lens } from './step-list.tsx'

/** Whether a row shows its inside before anyone has asked: what needs reading is open, the rest is one click away. */
export function opensItself(step: StepView, lens: Lens): boolean {
  if (step.failure) return lens !== 'evidence'
  if (lens === 'plan') return step.changes.length > 0 && step.state === 'pending'
  if (lens === 'run') return step.state === 'running'
  return step.evidence.some(({ kind }) => kind === 'drill' || kind === 'answers')
}

/** Whether there is anything inside. */
export function hasInside(step: StepView, lens: Lens): boolean {
  if (step.failure && lens !== 'evidence') return true
  if (lens === 'plan') return step.changes.length > 0
  if (lens === 'run') return step.runId !== null
  return step.evidence.length > 0
}
