import type { LogLineView } from '#lib/wizard/view.ts'

const BEAT_MS = 15_000
const encoder = new TextEncoder()

/**
 * Batches of lines as server-sent events (HTML Living Standard, 9.2). The id of an event is that of its last line, so that a
 * browser which comes back says where to go on. A comment now and then keeps proxies from closing a quiet log.
 */
export function eventStream(batches: AsyncIterable<LogLineView[] | 'ended'>, stop: () => void): ReadableStream {
  const iterator = batches[Symbol.asyncIterator]()
  let beat: ReturnType<typeof setInterval>
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 1000\n\n'))
      beat = setInterval(() => controller.enqueue(encoder.encode(': still here\n\n')), BEAT_MS)
    },
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (!done && value !== 'ended') return controller.enqueue(encoder.encode(linesEvent(value)))
      clearInterval(beat)
      if (!done) controller.enqueue(encoder.encode('event: end\ndata: {}\n\n'))
      controller.close()
    },
    cancel() {
      clearInterval(beat)
      stop()
    },
  })
}

const linesEvent = (lines: LogLineView[]) => `id: ${lines.at(-1)?.id}\ndata: ${JSON.stringify(lines)}\n\n`
