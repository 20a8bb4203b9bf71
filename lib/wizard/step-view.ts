import type { Fix } from '#lib/failure.ts'
import type { StepOutcome } from './run-step.ts'
import type { Change, Evidence, Part, Step } from './step.ts'
import type { StepState, StepView } from './view.ts'

/** A Step's row with what belongs to it, as `lib/labs` reads it; newest first wherever there is a list of them. */
export type StepRow = {
  id: number
  runId: string
  partId: string
  stepId: string
  fingerprint: string
  startedAt: Date
  endedAt: Date | null
  outcome: StepOutcome | null
  found: string | null
  detail: string | null
  failureCode: string | null
  failureMessage: string | null
  failureRemedy: string | null
  failureCause: string | null
  failureFix: unknown
  changes: unknown
  evidence: { kind: string; subject: string; data: unknown; at: Date }[]
  run: { kind: 'look' | 'apply' | 'undo'; endedAt: Date | null }
}

export function stepView<Answers>(
  part: Part<Answers>,
  step: Step<Answers>,
  answers: Answers,
  rows: readonly StepRow[],
  now: { fingerprint: string | undefined; changedAbove: number },
): StepView {
  const row = rows[0]
  const proven = rows.find(({ evidence }) => evidence.length > 0)
  const undone = row?.outcome === 'undone'
  return {
    partId: part.id,
    id: step.id,
    title: step.title,
    purpose: step.purpose,
    hosts: step.hostsOf(answers),
    state: stateOf(row, now),
    detail: row?.detail ?? null,
    found: row?.found ?? null,
    startedAt: row?.startedAt.toISOString() ?? null,
    endedAt: row?.endedAt?.toISOString() ?? null,
    ms: row?.endedAt ? row.endedAt.getTime() - row.startedAt.getTime() : null,
    failure: failureOf(row),
    // Written by the journal from these very types; rows are not edited by anybody else.
    changes: (row?.changes as Change[] | null) ?? [],
    evidence: undone
      ? []
      : (proven?.evidence ?? []).map(({ at, ...evidence }) => ({ ...(evidence as Evidence), at: at.toISOString() })),
    runId: row?.runId ?? null,
    stepRunId: row?.id ?? null,
    canUndo: step.undo !== undefined && !undone && rows.some(({ outcome }) => outcome === 'changed'),
  }
}

function stateOf(
  row: StepRow | undefined,
  { fingerprint, changedAbove }: { fingerprint: string | undefined; changedAbove: number },
): StepState {
  if (!row || row.outcome === 'undone') return row ? 'undone' : 'waiting'
  if (!row.endedAt) return row.run.endedAt ? 'interrupted' : 'running'
  if (row.fingerprint !== fingerprint || changedAbove > row.id) return 'look-again'
  return row.outcome ?? 'interrupted'
}

function failureOf(row: StepRow | undefined): StepView['failure'] {
  if (!row?.failureCode) return null
  return {
    code: row.failureCode,
    message: row.failureMessage ?? '',
    remedy: row.failureRemedy,
    cause: row.failureCause,
    fix: (row.failureFix as Fix | null) ?? null,
  }
}
