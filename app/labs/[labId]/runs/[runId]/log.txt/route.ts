import { logText } from '#components/wizard/log/log-rows.ts'
import { readLines } from '#lib/labs/log.ts'

type Place = { params: Promise<{ labId: string; runId: string }> }

const PAGE = 5_000
const encoder = new TextEncoder()

/** The whole log of a run as a text file, read and sent page by page. */
export async function GET(_: Request, { params }: Place): Promise<Response> {
  const { runId } = await params
  let after = 0
  const body = new ReadableStream({
    async pull(controller) {
      const lines = await readLines({ runId, after, limit: PAGE })
      after = lines.at(-1)?.id ?? after
      if (lines.length > 0) controller.enqueue(encoder.encode(`${logText(lines)}\n`))
      if (lines.length < PAGE) controller.close()
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="fairlead-run-${encodeURIComponent(runId)}.txt"`,
    },
  })
}
