import { setTimeout as pause } from 'node:timers/promises'
import type { Asked } from './asked.ts'
import { aborted, timedOut } from './faults.ts'

export type Piece = { stream: string; data: Buffer }

/** What waits for a client's Receive: pieces of output, and whether more can come. */
export class Outbox {
  isDone = false
  readonly #pieces: Piece[] = []
  #isClosed = false
  #changed = Promise.withResolvers<void>()
  #taken = Promise.withResolvers<void>()

  add(stream: string, data: Buffer): void {
    this.#pieces.push({ stream, data })
    this.#ring()
  }

  finish(): void {
    this.isDone = true
    this.#ring()
  }

  close(): void {
    this.#isClosed = true
    this.#ring()
  }

  /** When what was added so far has been taken. */
  taken(): Promise<void> {
    return this.#pieces.length === 0 ? Promise.resolve() : this.#taken.promise
  }

  /**
   * The pieces that fit into one reply, at least one. Waits for something to happen, and says as Windows does that nothing
   * did within the client's OperationTimeout.
   */
  async take(asked: Asked, maxWaitMs: number, gone: AbortSignal): Promise<Piece[]> {
    const waitMs = Math.min(asked.operationTimeoutMs, maxWaitMs)
    const timeout = AbortSignal.any([AbortSignal.timeout(waitMs), gone])
    while (this.#pieces.length === 0 && !this.isDone) {
      if (this.#isClosed) throw aborted()
      if (timeout.aborted) throw timedOut()
      await Promise.race([this.#changed.promise, whenAborted(timeout)])
    }
    // What follows at once goes into the same reply, as on Windows.
    if (!this.isDone) await pause(2)
    const taken = this.#pieces.splice(0, this.#fitting(asked.maxEnvelopeBytes))
    if (this.#pieces.length === 0) {
      this.#taken.resolve()
      this.#taken = Promise.withResolvers()
    }
    return taken
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0
  }

  #fitting(maxEnvelopeBytes: number): number {
    const room = ((maxEnvelopeBytes - 4096) * 3) / 4
    let bytes = 0
    const beyond = this.#pieces.findIndex(({ data }) => {
      bytes += data.length + 150
      return bytes > room
    })
    return beyond < 0 ? this.#pieces.length : Math.max(1, beyond)
  }

  #ring(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
