import { Failure } from '#lib/failure.ts'
import type { Connection } from './open-connection.ts'

export type Pooled = {
  /** The connection that is open, or a new one where the last was lost. */
  get(signal: AbortSignal | undefined): Promise<Connection>
  close(): void
}

/** One connection for many commands. The attempt to connect is shared, so no caller's abort ends it for the others. */
export function pooled(host: string, open: (signal: AbortSignal) => Promise<Connection>): Pooled {
  const closed = new AbortController()
  let current: Promise<Connection> | undefined
  let connection: Connection | undefined

  const connect = async () => {
    try {
      connection = await open(closed.signal)
      if (closed.signal.aborted) connection.close()
      return connection
    } finally {
      current = undefined
    }
  }

  return {
    async get(signal) {
      signal?.throwIfAborted()
      closed.signal.throwIfAborted()
      if (connection && !connection.lost) return connection
      current ??= connect()
      return await unlessAborted(current, signal)
    },
    close() {
      closed.abort(new Failure('cancelled', { message: `The SSH connection to ${host} has been closed by Fairlead.` }))
      connection?.close()
    },
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  return await Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop))
}
