import { db } from '#lib/db.ts'
import type { SentPipeline } from '#lib/wizard/hosts.ts'
import { pipelineKind } from '#lib/wizard/journal.ts'

export type PipelineOfStep = { part: string; step: string } & SentPipeline

/** What was sent to Windows hosts in these runs, in the order in which it was sent. */
export async function listPipelines(runIds: readonly string[]): Promise<PipelineOfStep[]> {
  const rows = await db.evidence.findMany({
    where: { kind: pipelineKind, stepRun: { runId: { in: [...runIds] } } },
    include: { stepRun: { select: { partId: true, stepId: true } } },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ data, stepRun }) => {
    // Written by the journal from this very type; rows are not edited by anybody else.
    const { host, endpoint, commands } = data as unknown as SentPipeline
    return { part: stepRun.partId, step: stepRun.stepId, host, endpoint, commands }
  })
}
