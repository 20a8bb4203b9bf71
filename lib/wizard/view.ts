import type { Fix } from '#lib/failure.ts'
import type { Change, Evidence } from './step.ts'

/** What the screen, the command line and the report are given: derived from rows by `progress.ts`, never stored. */
export type StepState =
  | 'waiting'
  | 'running'
  | 'satisfied'
  | 'changed'
  | 'pending'
  | 'undone'
  | 'blocked'
  | 'failed'
  | 'timedOut'
  | 'cancelled'
  | 'interrupted'
  | 'look-again'

export type StepView = {
  partId: string
  id: string
  title: string
  purpose: string
  hosts: string[]
  state: StepState
  /** What is so now, or what would change; null before the first look. */
  detail: string | null
  /** What was found before anything was done. */
  found: string | null
  startedAt: string | null
  endedAt: string | null
  ms: number | null
  failure: { code: string; message: string; remedy: string | null; cause: string | null; fix: Fix | null } | null
  changes: Change[]
  evidence: (Evidence & { at: string })[]
  runId: string | null
  stepRunId: number | null
  canUndo: boolean
}

export type PartState = 'untouched' | 'running' | 'done' | 'planned' | 'half-way' | 'attention' | 'look-again'

export type PartView = {
  id: string
  title: string
  subtitle: string
  purpose: string
  state: PartState
  /** One line of fact for the rail: "2 of 5 steps", "Plan ready: 9 changes", "1 step needs you". */
  fact: string
  ms: number | null
  changes: number
  asks: boolean
  steps: StepView[]
}

export type RunView = {
  id: string
  kind: 'look' | 'apply' | 'undo'
  partId: string | null
  stepId: string | null
  startedAt: string
  endedAt: string | null
  outcome: 'done' | 'blocked' | 'failed' | 'cancelled' | 'interrupted' | null
  /** Of an active run: which Step it is at, and how many it will carry out. */
  at: { partId: string; stepId: string; position: number; of: number } | null
  changed: number
}

export type LogLineView = {
  id: number
  at: string
  stepRunId: number
  host: string | null
  level: string
  text: string
}
