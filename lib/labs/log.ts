import type { LogLine } from '#generated/prisma/client.ts'
import { db } from '#lib/db.ts'
import { nextRing } from '#lib/wizard/bell.ts'
import type { LogLineView } from '#lib/wizard/view.ts'

type Selection = { runId: string; stepRunId?: number | undefined; search?: string | undefined }

const where = ({ runId, stepRunId, search }: Selection) => ({
  ...(stepRunId ? { stepRunId } : { runId }),
  ...(search && { text: { contains: search } }),
})

/** Lines in the order they were written: the first `limit` after an id, or the last `limit` before one (or before the end). */
export async function readLines({
  after,
  before,
  limit,
  ...selection
}: Selection & { after?: number; before?: number; limit: number }): Promise<LogLineView[]> {
  if (after !== undefined) {
    const rows = await db.logLine.findMany({
      where: { ...where(selection), id: { gt: after } },
      orderBy: { id: 'asc' },
      take: limit,
    })
    return rows.map(lineView)
  }
  const id = before === undefined ? {} : { id: { lt: before } }
  const rows = await db.logLine.findMany({
    where: { ...where(selection), ...id },
    orderBy: { id: 'desc' },
    take: limit,
  })
  return rows.reverse().map(lineView)
}

export const countLines = (selection: Selection): Promise<number> => db.logLine.count({ where: where(selection) })

export const searchLines = (selection: Selection & { search: string; limit: number }): Promise<LogLineView[]> =>
  readLines({ ...selection, after: 0 })

const BATCH = 1_000
/** Another process (the command line) may write the rows: then there is no bell, and this is the pulse. */
const LISTEN_MS = 1_000

/** Every line after an id, as it comes, without a gap; `'ended'` when the run has ended and all of it was given. */
export async function* followLines({
  runId,
  after,
  signal,
}: {
  runId: string
  after: number
  signal: AbortSignal
}): AsyncGenerator<LogLineView[] | 'ended'> {
  let last = after
  while (!signal.aborted) {
    const bell = nextRing(runId, { forMs: LISTEN_MS, signal })
    const run = await db.run.findUnique({ where: { id: runId }, select: { endedAt: true } })
    const lines = await readLines({ runId, after: last, limit: BATCH })
    last = lines.at(-1)?.id ?? last
    if (lines.length > 0) yield lines
    if (lines.length === BATCH) continue
    if (!run || run.endedAt) return yield 'ended'
    if ((await bell) === 'shutdown') return
  }
}

const lineView = ({ id, at, stepRunId, host, level, text }: LogLine): LogLineView => ({
  id,
  at: at.toISOString(),
  stepRunId,
  host,
  level,
  text,
})
