/** Wakes whoever waits for something to arrive. */
export class Arrival {
  readonly #waiting = new Set<() => void>()

  wake() {
    for (const resume of this.#waiting) resume()
  }

  /** Until it is so, looking again after every `wake`. Throws what `isSo` throws, and the signal's reason. */
  async until(isSo: () => boolean, signal?: AbortSignal): Promise<void> {
    while (!isSo()) {
      signal?.throwIfAborted()
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting.add(resolve)
      const resume = () => resolve()
      signal?.addEventListener('abort', resume)
      await promise
      signal?.removeEventListener('abort', resume)
      this.#waiting.delete(resolve)
    }
  }
}
