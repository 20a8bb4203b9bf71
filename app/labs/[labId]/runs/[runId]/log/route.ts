import { z } from 'zod'
import { followLines } from '#lib/labs/log.ts'
import { eventStream } from './event-stream.ts'

type Place = { params: Promise<{ labId: string; runId: string }> }

const seen = z.coerce.number().int().min(0).catch(0)

/** The live log of a run, from behind the last line that the reader has seen. */
export async function GET(request: Request, { params }: Place): Promise<Response> {
  const { runId } = await params
  const asked = new URL(request.url).searchParams.get('after')
  const after = seen.parse(request.headers.get('last-event-id') ?? asked ?? 0)
  const left = new AbortController()
  const signal = AbortSignal.any([request.signal, left.signal])
  return new Response(
    eventStream(followLines({ runId, after, signal }), () => left.abort()),
    {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      },
    },
  )
}
