import type { Part } from './step.ts'
import { type StepRow, stepView } from './step-view.ts'
import type { PartState, PartView, StepState, StepView } from './view.ts'

type Place = {
  kind: 'real' | 'rehearsal'
  fingerprints: Record<string, string>
  /** Of the run that is on: Steps it will come to, as `part/step`. What an earlier look planned for them is out of date. */
  ahead?: ReadonlySet<string>
}

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
      .map((step) => {
        const isAhead = place.ahead?.has(`${part.id}/${step.id}`) ?? false
        const ofStep = ofPart.filter((row) => row.stepId === step.id && (!isAhead || isProof(row)))
        return stepView(part, step, answers, ofStep, { fingerprint: place.fingerprints[part.id], changedAbove })
      })
    changedAbove = Math.max(
      changedAbove,
      ...ofPart.filter((row) => row.outcome === 'changed' || row.outcome === 'undone').map((row) => row.id),
    )
    return partView(part, steps)
  })
}

const isProof = ({ outcome }: StepRow) => outcome === 'satisfied' || outcome === 'changed'

const isDone = (state: StepState) => state === 'satisfied' || state === 'changed'

function partView<Answers>(part: Part<Answers>, steps: StepView[]): PartView {
  const state = partState(steps)
  const changes = steps
    .filter((step) => step.state === 'pending')
    .reduce((sum, step) => sum + Math.max(1, step.changes.length), 0)
  const measured = steps.flatMap(({ ms }) => ms ?? [])
  return {
    id: part.id,
    title: part.title,
    subtitle: part.subtitle,
    purpose: part.purpose,
    state,
    fact: factOf(part, state, steps, changes),
    ms: measured.length > 0 ? measured.reduce((sum, ms) => sum + ms, 0) : null,
    changes,
    asks: part.schema !== undefined,
    steps,
  }
}

function partState(steps: readonly StepView[]): PartState {
  const any = (...states: StepState[]) => steps.some(({ state }) => states.includes(state))
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
