/** A place for one command on a connection. */
export type Seats = {
  /** Waits until a place is free; the returned function gives it back. */
  take(signal: AbortSignal | undefined): Promise<() => void>
  /** The server refused one more command: from now on there are as many places as are taken without it. False: none is. */
  shrink(): boolean
}

/** sshd takes 10 commands at once on a connection (MaxSessions); two are left for ending others. */
export function seats(limit = 8): Seats {
  const waiting: (() => void)[] = []
  let taken = 0

  const leave = () => {
    taken -= 1
    if (taken < limit) waiting.shift()?.()
  }

  return {
    async take(signal) {
      signal?.throwIfAborted()
      while (taken >= limit) await turn(waiting, signal)
      taken += 1
      let left = false
      return () => {
        if (!left) leave()
        left = true
      }
    },
    shrink() {
      if (taken < 2) return false
      limit = Math.min(limit, taken - 1)
      return true
    },
  }
}

async function turn(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = () => {
    const place = waiting.indexOf(resolve)
    if (place >= 0) waiting.splice(place, 1)
    reject(signal?.reason)
  }
  waiting.push(resolve)
  signal?.addEventListener('abort', stop, { once: true })
  await promise.finally(() => signal?.removeEventListener('abort', stop))
}
