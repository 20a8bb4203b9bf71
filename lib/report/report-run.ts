import type { RunRow } from '#lib/wizard/run-view.ts'
import type { Change } from '#lib/wizard/step.ts'
import type { StepRow } from '#lib/wizard/step-view.ts'
import type { ReportRun, ReportStepRun } from './report-data.ts'

type Row = Omit<RunRow, 'steps'> & { steps: Omit<StepRow, 'evidence' | 'run'>[] }

/** A run as the report tells it. A Step without an end in a run that has one was interrupted. */
export function reportRun({ id, kind, partId, stepId, startedAt, endedAt, outcome, steps }: Row): ReportRun {
  return {
    id,
    kind,
    partId,
    stepId,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    outcome,
    steps: steps.map((step) => stepRun(step, endedAt !== null)),
  }
}

function stepRun(row: Row['steps'][number], runHasEnded: boolean): ReportStepRun {
  return {
    partId: row.partId,
    stepId: row.stepId,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    outcome: row.outcome ?? (runHasEnded ? 'interrupted' : 'running'),
    found: row.found,
    detail: row.detail,
    failure: row.failureCode
      ? {
          code: row.failureCode,
          message: row.failureMessage ?? '',
          remedy: row.failureRemedy,
          cause: row.failureCause,
        }
      : null,
    // Written by the journal from this very type; rows are not edited by anybody else.
    changes: (row.changes as Change[] | null) ?? [],
  }
}
