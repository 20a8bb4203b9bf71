import type { Fix } from '#lib/failure.ts'
import { stepsOf } from './carry-out.ts'
import type { StepOutcome } from './run-step.ts'
import type { Change, Evidence, Part, Step } from './step.ts'
import type { PartState, PartView, RunView, StepState, StepView } from './view.ts'

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

type Place = { kind: 'real' | 'rehearsal'; fingerprints: Record<string, string> }

/** Where every Part stands: follows from the rows, and is stored nowhere. */
export function progressOf<Answers>(
  parts: readonly Part<Answers>[],
  answers: Answers,
  rows: readonly StepRow[],
  place: Place,
): PartView[] {
  let changedAbove = 0
  return parts.map((part) => {
    const ofPart = rows.filter((row) => row.partId === part.id)
    const steps = part.steps
      .filter((step) => !step.only || step.only === place.kind)
      .map((step) =>
        stepView(
          part,
          step,
          answers,
          ofPart.filter((row) => row.stepId === step.id),
          { fingerprint: place.fingerprints[part.id], changedAbove },
        ),
      )
    changedAbove = Math.max(
      changedAbove,
      ...ofPart.filter((row) => row.outcome === 'changed' || row.outcome === 'undone').map((row) => row.id),
    )
    return partView(part, steps)
  })
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

const isDone = (state: StepState) => state === 'satisfied' || state === 'changed'

function stepView<Answers>(
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

function partView<Answers>(part: Part<Answers>, steps: StepView[]): PartView {
  const state = partState(part, steps)
  const changes = steps
    .filter((step) => step.state === 'pending')
    .reduce((sum, step) => sum + Math.max(1, step.changes.length), 0)
  const measured = steps.flatMap(({ ms }) => ms ?? [])
  return {
    id: part.id,
    title: part.title,
    subtitle: part.subtitle,
    purpose: part.purpose,
    notYet: part.notYet ?? null,
    state,
    fact: factOf(part, state, steps, changes),
    ms: measured.length > 0 ? measured.reduce((sum, ms) => sum + ms, 0) : null,
    changes,
    asks: part.schema !== undefined,
    steps,
  }
}

function partState<Answers>(part: Part<Answers>, steps: readonly StepView[]): PartState {
  const any = (...states: StepState[]) => steps.some(({ state }) => states.includes(state))
  if (part.notYet) return 'not-yet'
  if (any('running')) return 'running'
  if (any('blocked', 'failed', 'timedOut')) return 'attention'
  if (any('cancelled', 'interrupted')) return 'half-way'
  if (any('look-again')) return 'look-again'
  if (any('pending')) return 'planned'
  if (steps.every(({ state }) => isDone(state))) return 'done'
  return steps.some(({ state }) => isDone(state)) ? 'half-way' : 'untouched'
}

function factOf<Answers>(part: Part<Answers>, state: PartState, steps: readonly StepView[], changes: number): string {
  const done = steps.filter((step) => isDone(step.state)).length
  const needs = steps.filter((step) => ['blocked', 'failed', 'timedOut'].includes(step.state)).length
  switch (state) {
    case 'not-yet':
      return 'Not in this version yet'
    case 'running':
      return `Step ${steps.findIndex((step) => step.state === 'running') + 1} of ${steps.length}`
    case 'attention':
      return `${needs} ${needs === 1 ? 'Step needs' : 'Steps need'} you`
    case 'planned':
      return `Plan ready: ${changes} ${changes === 1 ? 'change' : 'changes'}`
    case 'look-again':
      return 'Look again: something changed'
    case 'half-way':
      return `Stopped half-way: ${done} of ${steps.length}`
    case 'done':
      return `${done} of ${steps.length} Steps proven`
    case 'untouched':
      return part.subtitle
  }
}
