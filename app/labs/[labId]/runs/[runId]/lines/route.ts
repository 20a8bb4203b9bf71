import { z } from 'zod'
import { countLines, readLines, searchLines } from '#lib/labs/log.ts'

type Place = { params: Promise<{ labId: string; runId: string }> }

const id = z.coerce.number().int().min(0)
const schema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(500),
  step: id.optional(),
  after: id.optional(),
  before: id.optional(),
  /** The line of this id with what stands before and behind it. */
  around: id.optional(),
  search: z.string().trim().min(1).max(200).optional(),
})

/** A page of a run's log: its end, or what stands before, behind or around a line, or what holds some words. */
export async function GET(request: Request, { params }: Place): Promise<Response> {
  const { runId } = await params
  const asked = schema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!asked.success) return Response.json({ message: z.prettifyError(asked.error) }, { status: 400 })

  const { step, search, ...place } = asked.data
  const selection = { runId, stepRunId: step }
  const [lines, total] = await Promise.all([
    search ? searchLines({ ...selection, search, limit: place.limit }) : pageOf(selection, place),
    countLines({ ...selection, search }),
  ])
  return Response.json({ lines, total }, { headers: { 'cache-control': 'no-store' } })
}

type Selection = { runId: string; stepRunId: number | undefined }

async function pageOf(
  selection: Selection,
  { around, limit, ...place }: Omit<z.output<typeof schema>, 'step' | 'search'>,
) {
  if (around === undefined) return readLines({ ...selection, ...place, limit })
  const half = Math.ceil(limit / 2)
  const [before, from] = await Promise.all([
    readLines({ ...selection, before: around, limit: half }),
    readLines({ ...selection, after: around - 1, limit: half }),
  ])
  return [...before, ...from]
}
