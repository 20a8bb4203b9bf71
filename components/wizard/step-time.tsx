import { duration } from '#components/ui/moment-words.ts'
import { Stopwatch } from '#components/ui/stopwatch.tsx'
import type { StepView } from '#lib/wizard/view.ts'
import { count } from './run-words.ts'
import type { Lens } from './step-list.tsx'

/** The figure at the end of a row: how many changes, how long it took, how many proofs. */
export function StepTime({ step, lens }: { step: StepView; lens: Lens }) {
  if (step.state === 'running' && step.startedAt) return <Stopwatch since={step.startedAt} />
  if (lens === 'plan') return <span className="text-sm">{planFigure(step)}</span>
  if (lens === 'evidence')
    return <span className="text-sm">{step.evidence.length > 0 && count(step.evidence.length, 'proof')}</span>
  return <span>{step.ms !== null && duration(step.ms)}</span>
}

function planFigure({ state, changes }: StepView): string {
  if (state === 'satisfied') return 'no change'
  if (state === 'changed') return changes.length > 0 ? `${changes.length} made` : 'made'
  return state === 'pending' ? count(Math.max(1, changes.length), 'change') : ''
}
