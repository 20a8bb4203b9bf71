import { Failure } from '#lib/failure.ts'
import type { Change, Finding, Step, StepContext } from './step.ts'

export type StepOutcome =
  | 'satisfied'
  | 'changed'
  | 'pending'
  | 'undone'
  | 'blocked'
  | 'failed'
  | 'timedOut'
  | 'cancelled'
  | 'interrupted'

export type StepEnding = {
  outcome: StepOutcome
  found?: string | undefined
  detail?: string | undefined
  failure?: Failure
  changes?: Change[]
}

/** Look, change if need be, look again. Never throws: a Step that fails is an outcome, not an accident. */
export function applyStep<Answers>(step: Step<Answers>, context: StepContext<Answers>): Promise<StepEnding> {
  return ending(context.signal, async () => {
    const before = await step.check(context)
    context.signal.throwIfAborted()
    if (before.state === 'satisfied') return { outcome: 'satisfied', found: before.detail, detail: before.detail }
    if (before.state === 'blocked') return blockedBy(before)

    // Kept with the row, so that the report tells what was changed even where apply dies half-way.
    const changes = (await step.plan?.(context)) ?? []
    context.signal.throwIfAborted()
    await step.apply(context)

    const after = await (step.verify?.(context) ?? step.check(context))
    if (after.state === 'satisfied') return { outcome: 'changed', found: before.detail, detail: after.detail, changes }
    return { outcome: 'failed', found: before.detail, changes, failure: notProven(after) }
  })
}

/** A dry run: looks, and says what apply would do. */
export function lookAtStep<Answers>(step: Step<Answers>, context: StepContext<Answers>): Promise<StepEnding> {
  return ending(context.signal, async () => {
    const found = await step.check(context)
    context.signal.throwIfAborted()
    if (found.state === 'satisfied') return { outcome: 'satisfied', found: found.detail, detail: found.detail }
    if (found.state === 'blocked') return blockedBy(found)
    return {
      outcome: 'pending',
      found: found.detail,
      detail: found.detail,
      changes: (await step.plan?.(context)) ?? [],
    }
  })
}

export function undoStep<Answers>(step: Step<Answers>, context: StepContext<Answers>): Promise<StepEnding> {
  return ending(context.signal, async () => {
    await step.undo?.(context)
    context.signal.throwIfAborted()
    return { outcome: 'undone', detail: 'Put back as it was before.' }
  })
}

async function ending(signal: AbortSignal, work: () => Promise<StepEnding>): Promise<StepEnding> {
  try {
    return await work()
  } catch (error) {
    return signal.aborted ? stopped(signal, error) : { outcome: 'failed', failure: Failure.from(error) }
  }
}

function blockedBy({ detail, remedy, fix }: Extract<Finding, { state: 'blocked' }>): StepEnding {
  return {
    outcome: 'blocked',
    found: detail,
    failure: new Failure('blocked', { message: detail, remedy, ...(fix && { fix }) }),
  }
}

function notProven(after: Exclude<Finding, { state: 'satisfied' }>): Failure {
  if (after.state === 'blocked')
    return new Failure('not-verified', {
      message: after.detail,
      remedy: after.remedy,
      ...(after.fix && { fix: after.fix }),
    })
  return new Failure('not-verified', {
    message: `The change was made, but looking again shows: ${after.detail}`,
    remedy: 'Read the log of this Step, put right what it names, then look again and go on.',
  })
}

/** The reason of the signal says which it was; the first reason wins. */
function stopped(signal: AbortSignal, cause: unknown): StepEnding {
  const reason: unknown = signal.reason
  if (reason instanceof Failure && reason.code === 'outcome-unknown') return { outcome: 'interrupted', failure: reason }
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    const failure = new Failure('timed-out', {
      message: 'The Step took longer than it may.',
      remedy: 'Look at the last lines of its log, then look again and go on: what is done is found done.',
      cause,
    })
    return { outcome: 'timedOut', failure }
  }
  return {
    outcome: 'cancelled',
    failure: new Failure('cancelled', {
      message: 'Stopped by the administrator.',
      remedy: 'Look again and go on when you are ready.',
      cause,
    }),
  }
}
