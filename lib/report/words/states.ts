import type { ReportRun, ReportStepRun } from '#lib/report/report-data.ts'
import type { PartState, StepState } from '#lib/wizard/view.ts'
import type { Tone } from './verdict.ts'

type Said = { tone: Tone; word: string }

export const stepStates: Record<StepState, Said> = {
  satisfied: { tone: 'ok', word: 'Proven' },
  changed: { tone: 'ok', word: 'Done and proven' },
  running: { tone: 'run', word: 'Running' },
  waiting: { tone: 'idle', word: 'Not looked at yet' },
  pending: { tone: 'warn', word: 'Would change' },
  undone: { tone: 'idle', word: 'Undone' },
  blocked: { tone: 'bad', word: 'Needs you' },
  failed: { tone: 'bad', word: 'Failed' },
  timedOut: { tone: 'bad', word: 'Timed out' },
  cancelled: { tone: 'warn', word: 'Stopped' },
  interrupted: { tone: 'warn', word: 'Interrupted' },
  'look-again': { tone: 'warn', word: 'To be looked at again' },
}

export const partStates: Record<PartState, Said> = {
  done: { tone: 'ok', word: 'Proven' },
  running: { tone: 'run', word: 'Running' },
  untouched: { tone: 'idle', word: 'Not started' },
  planned: { tone: 'warn', word: 'Plan ready' },
  'half-way': { tone: 'warn', word: 'Stopped half-way' },
  attention: { tone: 'bad', word: 'Needs you' },
  'look-again': { tone: 'warn', word: 'To be looked at again' },
}

export const runOutcomes: Record<NonNullable<ReportRun['outcome']>, Said> = {
  done: { tone: 'ok', word: 'Done' },
  blocked: { tone: 'bad', word: 'Needs you' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'warn', word: 'Stopped' },
  interrupted: { tone: 'warn', word: 'Interrupted' },
}

export const runKinds: Record<ReportRun['kind'], string> = { look: 'Look', apply: 'Apply', undo: 'Undo' }

export const isTrouble = ({ outcome }: ReportStepRun): boolean =>
  ['blocked', 'failed', 'timedOut', 'cancelled', 'interrupted'].includes(outcome)
