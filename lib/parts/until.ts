type Bounds = { withinMs: number; everyMs?: number; signal: AbortSignal }

/** Asks again and again until there is an answer; `undefined` when there was none within the time. */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined>,
  { withinMs, everyMs = 500, signal }: Bounds,
): Promise<Answer | undefined> {
  const end = Date.now() + withinMs
  while (true) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() + everyMs > end) return undefined
    await pause(everyMs, signal)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = () => {
    clearTimeout(timer)
    reject(signal.reason)
  }
  const timer = setTimeout(() => {
    signal.removeEventListener('abort', stop)
    resolve()
  }, ms)
  signal.addEventListener('abort', stop, { once: true })
  return promise
}
