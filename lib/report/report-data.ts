import type { Answers } from '#lib/parts/answers.ts'
import type { Change } from '#lib/wizard/step.ts'
import type { PartView, RunView, StepState, StepView } from '#lib/wizard/view.ts'

/** Everything the report says, as plain data without secrets. Moments are ISO 8601 in UTC. */
export type ReportData = {
  madeAt: string
  /** Of Fairlead. */
  version: string
  lab: ReportLab
  answers: Answers
  /** Oldest first. */
  runs: ReportRun[]
}

/** What of a `LabView` the report needs; a `LabView` may be given as it is. */
export type ReportLab = {
  id: string
  name: string
  kind: 'real' | 'rehearsal'
  release: string | null
  parts: PartView[]
  identities: ReportIdentity[]
  holder: string | null
}

export type ReportIdentity = {
  host: string
  protocol: 'ssh' | 'winrm'
  /** Of an SSH key; of WinRM `certificate` or `name`. */
  algorithm: string
  offeredFingerprint: string
  offeredDetails: { name: string; value: string }[]
  offeredAt: string
  approvedFingerprint: string | null
  approvedDetails: { name: string; value: string }[]
  approvedAt: string | null
  approvedBy: string | null
}

export type ReportRun = Pick<RunView, 'id' | 'kind' | 'partId' | 'stepId' | 'startedAt' | 'endedAt' | 'outcome'> & {
  /** In the order in which they were carried out. */
  steps: ReportStepRun[]
}

/** One Step carried out once, with what it changed then. `running` while it has no end. */
export type ReportStepRun = {
  partId: string
  stepId: string
  startedAt: string
  endedAt: string | null
  outcome: Exclude<StepState, 'waiting' | 'look-again'>
  found: string | null
  detail: string | null
  failure: Omit<NonNullable<StepView['failure']>, 'fix'> | null
  changes: Change[]
}
