import { type Prisma, Prisma as prisma } from '#generated/prisma/client.ts'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { ring } from './bell.ts'
import type { SentPipeline } from './hosts.ts'
import { pidOf, thisProcess } from './owner.ts'
import type { Redact } from './redact.ts'
import type { StepEnding } from './run-step.ts'
import type { Evidence } from './step.ts'

export type RunRequest = {
  labId: string
  kind: 'look' | 'apply' | 'undo'
  partId?: string | undefined
  stepId?: string | undefined
}
export type RunOutcome = 'done' | 'blocked' | 'failed' | 'cancelled' | 'interrupted'

/** Only this file and `log-writer.ts` write what happens in a run. */
export async function openRun({ labId, kind, partId, stepId }: RunRequest): Promise<string> {
  try {
    const row = await db.run.create({
      data: { labId, activeLabId: labId, kind, partId: partId ?? null, stepId: stepId ?? null, owner: thisProcess() },
    })
    return row.id
  } catch (cause) {
    if (cause instanceof prisma.PrismaClientKnownRequestError && cause.code === 'P2002') throw await busy(labId, cause)
    throw cause
  }
}

/** Committed before any remote I/O: whatever happens afterwards, the row tells that it was begun. */
export async function openStep(step: {
  runId: string
  partId: string
  stepId: string
  fingerprint: string
}): Promise<number> {
  const row = await db.stepRun.create({ data: step })
  ring(step.runId)
  return row.id
}

/** Guarded: a Step that has ended stays as it ended. */
export async function closeStep(stepRunId: number, ending: StepEnding, redact: Redact): Promise<boolean> {
  const { failure, changes } = ending
  const { count } = await db.stepRun.updateMany({
    where: { id: stepRunId, endedAt: null },
    data: {
      endedAt: new Date(),
      outcome: ending.outcome,
      found: clean(ending.found, redact),
      detail: clean(ending.detail, redact),
      ...(changes && { changes: cleanJson(changes, redact) }),
      ...(failure && {
        failureCode: failure.code,
        failureMessage: redact(failure.message),
        failureRemedy: clean(failure.remedy, redact),
        failureCause: clean(describe(failure.cause), redact),
        ...(failure.fix && { failureFix: failure.fix }),
      }),
    },
  })
  return count === 1
}

export async function closeRun(runId: string, outcome: RunOutcome): Promise<boolean> {
  const { count } = await db.run.updateMany({
    where: { id: runId, endedAt: null },
    data: { endedAt: new Date(), outcome, activeLabId: null },
  })
  ring(runId)
  return count === 1
}

export async function addEvidence(stepRunId: number, evidence: readonly Evidence[], redact: Redact): Promise<void> {
  if (evidence.length === 0) return
  const data = evidence.map(({ kind, subject, data }) => ({
    stepRunId,
    kind,
    subject: redact(subject),
    data: cleanJson(data, redact),
  }))
  await db.evidence.createMany({ data })
}

/** Rows beside the evidence, of a kind of their own: what was sent to Windows hosts proves nothing by itself. */
export async function addPipelines(
  stepRunId: number,
  pipelines: readonly SentPipeline[],
  redact: Redact,
): Promise<void> {
  if (pipelines.length === 0) return
  const data = pipelines.map((pipeline) => ({
    stepRunId,
    kind: pipelineKind,
    subject: pipeline.host,
    data: cleanJson(pipeline, redact),
  }))
  await db.evidence.createMany({ data })
}

export const pipelineKind = 'pipeline'

const clean = (text: string | null | undefined, redact: Redact) => (text == null ? null : redact(text))

const cleanJson = (value: unknown, redact: Redact): Prisma.InputJsonValue => JSON.parse(redact(JSON.stringify(value)))

/** The chain of causes, each in one line, for the log of the Step; a stack only where the error was not foreseen. */
function describe(cause: unknown): string | undefined {
  if (cause === undefined) return undefined
  if (!(cause instanceof Error)) return String(cause)
  const deeper = describe(cause.cause)
  return [`${cause.name}: ${cause.message}`, deeper].filter(Boolean).join('\nbecause ')
}

async function busy(labId: string, cause: unknown) {
  const run = await db.run.findUnique({
    where: { activeLabId: labId },
    include: { steps: { orderBy: { id: 'desc' }, take: 1 } },
  })
  const at = run?.steps[0] ? `, at the Step "${run.steps[0].stepId}" of Part "${run.steps[0].partId}"` : ''
  const since = run ? ` since ${run.startedAt.toISOString()} (process ${pidOf(run.owner)}${at})` : ''
  return new Failure('busy', {
    message: `Another run is on in this lab${since}.`,
    remedy: 'Wait until it has ended, or stop it.',
    cause,
  })
}
