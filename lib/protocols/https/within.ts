import type { Duplex } from 'node:stream'
import { Failure } from '#lib/failure.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { foreignFailure } from './foreign-failure.ts'

type Bounds = { dial: Dial; address: string; port: number; timeoutMs: number; signal?: AbortSignal }

type Stages = {
  /** The TCP connection; it is closed when the work is over, however it ends. */
  dialled(): Promise<Duplex>
  /** Says what is being waited for, so that a time-out can tell. */
  at(stage: string): void
}

/** Bounds the whole of a request in time. The caller's own abort keeps its reason; everything else is one `Failure`. */
export async function within<T>(bounds: Bounds, work: (stages: Stages) => Promise<T>): Promise<T> {
  const { dial, address, port, timeoutMs, signal } = bounds
  const limit = AbortSignal.timeout(timeoutMs)
  const end = signal ? AbortSignal.any([signal, limit]) : limit
  const over = Promise.withResolvers<never>()
  const stop = () => over.reject(end.reason)
  let stage = 'waiting for the TCP connection'
  let stream: Duplex | undefined

  const dialled = async () => {
    stream = await dial({ address, port, signal: end })
    // What goes wrong on the way is told by whoever reads; late words after the end are nobody's.
    stream.on('error', () => {})
    return stream
  }

  signal?.throwIfAborted()
  end.addEventListener('abort', stop, { once: true })
  try {
    const at = (next: string) => {
      stage = next
    }
    const working = work({ dialled, at })
    working.catch(() => {})
    return await Promise.race([working, over.promise])
  } catch (error) {
    signal?.throwIfAborted()
    if (!limit.aborted) throw foreignFailure(error, `${address}:${port}`)
    throw new Failure('timed-out', {
      message: `${address}:${port} gave no answer within ${timeoutMs} ms (${stage}).`,
      remedy: 'Look that the service runs and that no firewall drops packets on the way.',
      cause: error,
    })
  } finally {
    end.removeEventListener('abort', stop)
    over.promise.catch(() => {})
    stream?.destroy()
  }
}
