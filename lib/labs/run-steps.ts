import { db } from '#lib/db.ts'
import { parts } from '#lib/parts/index.ts'

export type RunStep = { stepRunId: number; title: string; part: string }

/** The Steps of a run under which its log lines stand, in the order in which they were carried out. */
export async function listRunSteps(runId: string): Promise<RunStep[]> {
  const rows = await db.stepRun.findMany({
    where: { runId },
    select: { id: true, partId: true, stepId: true },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ id, partId, stepId }) => {
    const part = parts.find((one) => one.id === partId)
    const step = part?.steps.find((one) => one.id === stepId)
    return { stepRunId: id, title: step?.title ?? stepId, part: part?.title ?? partId }
  })
}
