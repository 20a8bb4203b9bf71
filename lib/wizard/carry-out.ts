import { Failure } from '#lib/failure.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Hosts, SentPipeline } from './hosts.ts'
import {
  addEvidence,
  addPipelines,
  closeRun,
  closeStep,
  openStep,
  type RunOutcome,
  type RunRequest,
} from './journal.ts'
import { beforeOf, forgetBefore, keepOf } from './keep.ts'
import { logWriter } from './log-writer.ts'
import type { Redact } from './redact.ts'
import { applyStep, lookAtStep, type StepEnding, undoStep } from './run-step.ts'
import type { Evidence, Log, Part, Step } from './step.ts'

/** The hosts of a run: connections last for the whole of it, log and signal are those of the Step that is at work. */
export type RunHosts = { hosts: Hosts; enter(step: StepAtWork): void; close(): Promise<void> }

export type StepAtWork = { log: Log; signal: AbortSignal; sent(pipeline: SentPipeline): void }

export type Journey<Answers extends object> = {
  runId: string
  request: RunRequest
  lab: { id: string; name: string; kind: 'real' | 'rehearsal' }
  parts: readonly Part<Answers>[]
  answers: Answers
  openHosts: () => Promise<RunHosts>
  redact: Redact
  signal: AbortSignal
}

type Place<Answers> = { part: Part<Answers>; step: Step<Answers> }

/** Carries out a run that `openRun` has opened, Step by Step, and closes it. Never throws. */
export async function carryOut<Answers extends object>(journey: Journey<Answers>): Promise<RunOutcome> {
  const { request, runId } = journey
  let connections: RunHosts | undefined
  let outcome: RunOutcome = 'failed'
  try {
    const places = stepsOf(journey.parts, journey.lab.kind, request)
    connections = await journey.openHosts().catch((error) => notEvenBegun(journey, places, error))
    if (connections) outcome = await walk(journey, places, connections)
  } finally {
    await connections?.close().catch(() => {})
    await closeRun(runId, outcome)
  }
  return outcome
}

/** The way to the machines could not be opened: the first Step says why, so that the page has something to show. */
async function notEvenBegun<Answers extends object>(
  { runId, parts, answers, redact }: Journey<Answers>,
  places: Place<Answers>[],
  error: unknown,
): Promise<undefined> {
  const [first] = places
  if (!first) return
  const fingerprint = fingerprintOf(parts, answers, first.part.id)
  const stepRunId = await openStep({ runId, partId: first.part.id, stepId: first.step.id, fingerprint })
  await closeStep(stepRunId, { outcome: 'failed', failure: Failure.from(error) }, redact)
}

/** Which Steps a request means in this kind of lab, in the order they are carried out; undo goes backwards. */
export function stepsOf<Answers>(
  parts: readonly Part<Answers>[],
  kind: 'real' | 'rehearsal',
  { partId, stepId, ...request }: Pick<RunRequest, 'kind' | 'partId' | 'stepId'>,
): Place<Answers>[] {
  const places = parts
    .filter((part) => !partId || part.id === partId)
    .flatMap((part) => part.steps.map((step) => ({ part, step })))
    .filter(({ step }) => (!stepId || step.id === stepId) && (!step.only || step.only === kind))
  return request.kind === 'undo' ? places.filter(({ step }) => step.undo).reverse() : places
}

async function walk<Answers extends object>(
  journey: Journey<Answers>,
  places: Place<Answers>[],
  connections: RunHosts,
): Promise<RunOutcome> {
  let pending: Step<Answers> | undefined
  for (const place of places) {
    const { outcome } = await carryOutStep(journey, place, connections, pending)
    if (outcome === 'pending') pending = place.step
    const end = endOf(outcome, journey.request.kind)
    if (end) return end
  }
  return 'done'
}

async function carryOutStep<Answers extends object>(
  journey: Journey<Answers>,
  { part, step }: Place<Answers>,
  { hosts, enter }: RunHosts,
  pending: Step<Answers> | undefined,
): Promise<StepEnding> {
  const { runId, lab, parts, answers, redact } = journey
  const fingerprint = fingerprintOf(parts, answers, part.id)
  const stepRunId = await openStep({ runId, partId: part.id, stepId: step.id, fingerprint })
  const writer = logWriter(runId, stepRunId, redact)
  const signal = AbortSignal.any([journey.signal, AbortSignal.timeout(step.timeoutMs)])
  const evidence: Evidence[] = []
  const pipelines: SentPipeline[] = []
  enter({ log: writer.log, signal, sent: (pipeline) => void pipelines.push(pipeline) })

  const work = { look: lookAtStep, apply: applyStep, undo: undoStep }[journey.request.kind]
  const context = {
    lab,
    answers,
    hosts,
    keep: keepOf(lab.id, redact.learn),
    before: beforeOf(lab.id, step.id),
    log: writer.log,
    prove: (proof: Evidence) => void evidence.push(proof),
    signal,
  }
  const ending = waitsFor(pending, await work(step, context))
  if (ending.failure) tell(ending.failure, writer.log)
  await writer.flush()
  await addEvidence(stepRunId, evidence, redact)
  await addPipelines(stepRunId, pipelines, redact)
  if (ending.outcome === 'undone') await forgetBefore(lab.id, step.id)
  await closeStep(stepRunId, ending, redact)
  return ending
}

/** In a dry run, a Step often cannot be looked at before the ones above it are done. That is no failure of it. */
function waitsFor(pending: { title: string } | undefined, ending: StepEnding): StepEnding {
  const excused = ending.outcome === 'blocked' || ending.outcome === 'failed'
  if (!pending || !excused) return ending
  return { outcome: 'pending', detail: `Can be looked at after “${pending.title}”.`, changes: [] }
}

function tell(failure: Failure, log: Log) {
  log(failure.message, { level: 'error' })
  if (failure.remedy) log(failure.remedy)
}

/** A dry run goes on as long as looking makes sense; a real one stops where an administrator is needed. */
function endOf(outcome: StepEnding['outcome'], kind: RunRequest['kind']): RunOutcome | undefined {
  if (outcome === 'cancelled' || outcome === 'interrupted') return outcome
  if (outcome === 'timedOut' || outcome === 'failed') return 'failed'
  if (outcome === 'blocked') return kind === 'undo' ? 'failed' : 'blocked'
  return undefined
}
