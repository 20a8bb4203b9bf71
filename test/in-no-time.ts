import { setImmediate } from 'node:timers/promises'
import { vi } from 'vitest'

/**
 * Lets a work that waits for conditions run under fake timers: a second passes whenever it has nothing else to do. While
 * `isBusy`, something real is under way, such as an answer on a socket, and time stands still.
 */
export async function inNoTime<T>(work: Promise<T>, isBusy: () => boolean = () => false): Promise<T> {
  let isDone = false
  const watched = work.finally(() => (isDone = true))
  // Taken hold of now, so that a refusal while time is passing is not called unhandled.
  watched.catch(() => {})
  while (!isDone) await (isBusy() ? setImmediate() : vi.advanceTimersByTimeAsync(1000))
  return watched
}
