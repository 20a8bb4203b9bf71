import { count } from '../run-words.ts'
import type { LogWindow } from './log-window.ts'
import type { Connection } from './use-log-stream.ts'

type Told = {
  window: LogWindow
  total: number | undefined
  wrong: boolean
  connection: Connection
  live: boolean
  following: boolean
  found: { lines: readonly unknown[]; total: number; complete: boolean } | undefined
}

/** What the log is doing, in one line: "6 lines · following", "1,204 lines · paused", "12 of 1,204 lines match". */
export function logWords({ window, total, wrong, connection, live, following, found }: Told): string {
  if (wrong) return 'The log could not be read just now. Scroll, or go to the end, to ask again.'
  if (total === undefined) return 'Reading the log…'
  const lines = count(total, 'line').replace(/\d+/, (digits) => Number(digits).toLocaleString('en'))
  if (found) {
    const shown = found.lines.length < found.total ? `, the first ${found.lines.length} are shown` : ''
    return `${found.total.toLocaleString('en')} of ${lines} match${shown}${found.complete || shown ? '' : ', searching the rest…'}`
  }
  if (!live) return total === 0 ? 'No lines' : lines
  if (connection === 'reconnecting') return `${lines} · the connection broke, reconnecting`
  return `${lines} · ${following ? 'following' : window.missed > 0 ? `paused, ${count(window.missed, 'new line')}` : 'paused'}`
}
