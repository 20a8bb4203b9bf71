import { EventEmitter } from 'node:events'

// Actions, routes and instrumentation are separate bundles in Next; the bell hangs where all of them find it.
const shared = globalThis as typeof globalThis & { fairleadBell?: EventEmitter }
const emitter = shared.fairleadBell ?? new EventEmitter().setMaxListeners(0)
shared.fairleadBell = emitter

/** Rings when a run has new rows. The rows are the truth; who misses the bell has missed nothing. */
export const ring = (runId: string): void => void emitter.emit(runId)

/** Rings once when the server is told to stop, so that open event streams end. */
export const ringShutdown = (): void => void emitter.emit('shutdown')

/** Waits for the bell of a run, for at most `forMs` (another process may be writing), for shutdown or for `signal`. */
export function nextRing(
  runId: string,
  { forMs, signal }: { forMs: number; signal: AbortSignal },
): Promise<'ring' | 'shutdown'> {
  return new Promise((resolve) => {
    const done = (why: 'ring' | 'shutdown') => () => {
      clearTimeout(timer)
      emitter.off(runId, onRing).off('shutdown', onShutdown)
      signal.removeEventListener('abort', onRing)
      resolve(why)
    }
    const onRing = done('ring')
    const onShutdown = done('shutdown')
    const timer = setTimeout(onRing, forMs)
    emitter.once(runId, onRing).once('shutdown', onShutdown)
    signal.addEventListener('abort', onRing, { once: true })
  })
}
