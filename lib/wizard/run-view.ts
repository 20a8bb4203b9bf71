import { stepsOf } from './carry-out.ts'
import type { StepOutcome } from './run-step.ts'
import type { Part } from './step.ts'
import type { RunView } from './view.ts'

export type RunRow = {
  id: string
  kind: 'look' | 'apply' | 'undo'
  partId: string | null
  stepId: string | null
  startedAt: Date
  endedAt: Date | null
  outcome: RunView['outcome']
  steps: { partId: string; stepId: string; endedAt: Date | null; outcome: StepOutcome | null }[]
}

export function runView<Answers>(parts: readonly Part<Answers>[], kind: 'real' | 'rehearsal', run: RunRow): RunView {
  const places = stepsOf(parts, kind, {
    kind: run.kind,
    partId: run.partId ?? undefined,
    stepId: run.stepId ?? undefined,
  })
  const open = run.steps.find((step) => !step.endedAt)
  return {
    id: run.id,
    kind: run.kind,
    partId: run.partId,
    stepId: run.stepId,
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    outcome: run.outcome,
    at:
      run.endedAt || !open
        ? null
        : { partId: open.partId, stepId: open.stepId, position: run.steps.length, of: places.length },
    changed: run.steps.filter((step) => step.outcome === 'changed').length,
  }
}

/** Steps that a run which is on has not come to yet, as `part/step`. */
export function stepsAhead<Answers>(
  parts: readonly Part<Answers>[],
  kind: 'real' | 'rehearsal',
  run: RunRow | undefined,
): Set<string> {
  if (!run || run.endedAt) return new Set()
  const places = stepsOf(parts, kind, {
    kind: run.kind,
    partId: run.partId ?? undefined,
    stepId: run.stepId ?? undefined,
  })
  const reached = new Set(run.steps.map(({ partId, stepId }) => `${partId}/${stepId}`))
  return new Set(places.map(({ part, step }) => `${part.id}/${step.id}`).filter((place) => !reached.has(place)))
}
