import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '#lib/failure.ts'
import { askHttps, type HttpsRequest } from './ask-https.ts'

/** One request of many: ms from the beginning to its start, its duration, and whether it was answered with 200. */
export type Knock = { atMs: number; ms: number; ok: boolean; error?: string }

type Knocking = {
  request: Omit<HttpsRequest, 'timeoutMs' | 'signal'>
  requestsPerSecond: number
  /** The beginning, as performance.now() counts. */
  beganAt: number
  /** No request is started after this; those under way are waited for. */
  stop: AbortSignal
  /** Ends everything at once. */
  signal: AbortSignal
  onAnswer?: (knock: Knock) => void
}

/** A user who has waited so long presses reload: an answer later than this is none. */
const TIMEOUT_MS = 2000

/**
 * Asks again and again, each time on a new connection, each at its own moment: request n starts n/rate seconds after the
 * beginning whether or not earlier ones were answered, and a late timer makes none of them later. Answers in order of start.
 */
export async function knock({
  request,
  requestsPerSecond,
  beganAt,
  stop,
  signal,
  onAnswer,
}: Knocking): Promise<Knock[]> {
  const everyMs = 1000 / requestsPerSecond
  const firstAt = performance.now()
  const knocks: Promise<Knock>[] = []
  const over = AbortSignal.any([stop, signal])

  while (!over.aborted) {
    const dueIn = firstAt + knocks.length * everyMs - performance.now()
    if (dueIn > 0) await pause(dueIn, undefined, { signal: over }).catch(() => {})
    if (over.aborted) break
    knocks.push(knockOnce({ ...request, timeoutMs: TIMEOUT_MS, signal }, beganAt, onAnswer))
  }

  const all = await Promise.all(knocks)
  signal.throwIfAborted()
  return all
}

async function knockOnce(request: HttpsRequest, beganAt: number, onAnswer: Knocking['onAnswer']): Promise<Knock> {
  const started = performance.now()
  const error = await askHttps(request).then(
    ({ status }) => (status === 200 ? undefined : `status ${status}`),
    (failure: unknown) => (failure instanceof Failure ? failure.message : String(failure)),
  )
  const times = { atMs: round(started - beganAt), ms: round(performance.now() - started) }
  const result: Knock = error === undefined ? { ...times, ok: true } : { ...times, ok: false, error }
  // What an abort cuts off is no loss.
  if (!request.signal?.aborted) onAnswer?.(result)
  return result
}

const round = (ms: number) => Math.round(ms * 10) / 10
