/** Keeps what comes before the mark apart from the command's own output. */
export type Gate = { push(chunk: Buffer): void; readonly open: boolean; before(): string }

/** A login shell that prints more than this before a command is started is not listened to further. */
const MOST_BEFORE = 64 * 1024

/**
 * Lets bytes through to `after` once a line that begins with `mark` has passed; `opened` is given the rest of that line.
 * `waiting` is given all that has come so far, each time more comes without the mark.
 */
export function startGate(
  mark: string,
  { opened, after, waiting }: { opened(rest: string): void; after(chunk: Buffer): void; waiting?(said: string): void },
): Gate {
  let held = Buffer.alloc(0)
  let open = false

  return {
    get open() {
      return open
    },
    before: () => held.toString('utf8'),
    push(chunk) {
      if (open) return after(chunk)
      held = Buffer.concat([held, chunk])
      const at = held.indexOf(mark)
      const end = at < 0 ? -1 : held.indexOf('\n', at)
      if (end < 0) {
        held = held.subarray(-MOST_BEFORE)
        return waiting?.(held.toString('utf8'))
      }

      open = true
      const own = held.subarray(end + 1)
      const rest = held.toString('utf8', at + mark.length, end)
      held = held.subarray(0, at)
      opened(rest.trim())
      if (own.length > 0) after(own)
    },
  }
}
