import { db } from '#lib/db.ts'
import { followLines } from '#lib/labs/log.ts'
import { startRun } from '#lib/labs/runs.ts'
import type { RunRequest } from '#lib/wizard/journal.ts'

/** Carries out a run and writes its log to standard error as it comes. Resolves with the run and its Steps' rows. */
export async function carryOutAndTell(request: RunRequest) {
  const runId = await startRun(request)
  let step = 0
  for await (const lines of followLines({ runId, after: 0, signal: new AbortController().signal })) {
    if (lines === 'ended') break
    for (const { at, host, text, stepRunId } of lines) {
      if (stepRunId !== step) await announce(stepRunId)
      step = stepRunId
      process.stderr.write(`${at.slice(11, 23)}  ${(host ?? '').padEnd(10)}  ${text}\n`)
    }
  }
  return db.run.findUniqueOrThrow({ where: { id: runId }, include: { steps: { orderBy: { id: 'asc' } } } })
}

async function announce(stepRunId: number) {
  const row = await db.stepRun.findUnique({ where: { id: stepRunId } })
  process.stderr.write(`--- ${row?.partId}: ${row?.stepId}\n`)
}
