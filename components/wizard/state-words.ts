import type { RingLook } from '#components/ui/ring.tsx'
import type { Tone } from '#components/ui/tag.tsx'
import type { PartState, PartView, RunView, StepState } from '#lib/wizard/view.ts'

type Shown = { ring: RingLook; word: string }

/** How each state of a Step is drawn and said. */
export const stepStates: Record<StepState, Shown> = {
  waiting: { ring: 'empty', word: 'Not looked at yet' },
  running: { ring: 'running', word: 'Running' },
  satisfied: { ring: 'ok', word: 'Already so' },
  changed: { ring: 'ok', word: 'Done and proven' },
  pending: { ring: 'would-change', word: 'Would change' },
  undone: { ring: 'undone', word: 'Undone' },
  blocked: { ring: 'needs-you', word: 'Needs you' },
  failed: { ring: 'bad', word: 'Failed' },
  timedOut: { ring: 'bad', word: 'Timed out' },
  cancelled: { ring: 'paused', word: 'Stopped' },
  interrupted: { ring: 'paused', word: 'Interrupted' },
  'look-again': { ring: 'again', word: 'To be looked at again' },
}

const partStates: Record<PartState, Shown> = {
  untouched: { ring: 'empty', word: 'Not started' },
  running: { ring: 'running', word: 'Running' },
  done: { ring: 'ok', word: 'Done' },
  planned: { ring: 'would-change', word: 'Plan ready' },
  'half-way': { ring: 'paused', word: 'Stopped half-way' },
  attention: { ring: 'bad', word: 'Needs you' },
  'look-again': { ring: 'again', word: 'To be looked at again' },
}

/** What stands in the way of a Part and what has failed in it are both "needs you", but not the same. */
export function partLook({ state, steps }: PartView): Shown {
  const failed = steps.some((step) => step.state === 'failed' || step.state === 'timedOut')
  return state === 'attention' && !failed ? stepStates.blocked : partStates[state]
}

const outcomes: Record<NonNullable<RunView['outcome']>, { tone: Tone; word: string }> = {
  done: { tone: 'ok', word: 'Done' },
  blocked: { tone: 'warn', word: 'Needs you' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'warn', word: 'Stopped' },
  interrupted: { tone: 'warn', word: 'Interrupted' },
}

/** How a run ended, or that it has not. */
export const outcomeOf = ({ outcome }: RunView): { tone: Tone; word: string } =>
  outcome ? outcomes[outcome] : { tone: 'run', word: 'Running' }
