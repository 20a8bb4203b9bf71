import type { Connection } from './use-log-stream.ts'

type Told = {
  total: number | undefined
  wrong: boolean
  connection: Connection
  live: boolean
  following: boolean
  unseen: number
  found: { lines: readonly unknown[]; total: number; complete: boolean } | undefined
}

/** What the log is doing, in one line: "6 lines · following", "1,204 lines · paused", "12 of 1,204 lines match". */
export function logWords({ total, wrong, connection, live, following, unseen, found }: Told): string {
  if (wrong) return 'The log could not be read just now. Scroll, or go to the end, to ask again.'
  if (total === undefined) return 'Reading the log…'
  const lines = counted(total, 'line')
  if (found) {
    const shown = found.lines.length < found.total ? `, the first ${found.lines.length} are shown` : ''
    return `${found.total.toLocaleString('en')} of ${lines} match${shown}${found.complete || shown ? '' : ', searching the rest…'}`
  }
  if (!live) return lines
  if (connection === 'reconnecting') return `${lines} · the connection broke, reconnecting`
  return `${lines} · ${following ? 'following' : unseen > 0 ? `paused, ${counted(unseen, 'new line')}` : 'paused'}`
}

/** What changes in what the log is doing; a count that is read aloud every second would drown everything else. */
export function logAnnouncement(told: Told): string {
  if (told.wrong || told.found) return logWords(told)
  if (!told.live || told.total === undefined) return ''
  if (told.connection === 'reconnecting') return 'The connection broke, reconnecting'
  return told.following ? 'Following the log' : 'The log is paused'
}

const counted = (howMany: number, noun: string) => `${howMany.toLocaleString('en')} ${noun}${howMany === 1 ? '' : 's'}`

/** What stands in the place of lines where there are none. */
export function emptyWords(total: number | undefined, isSearch: boolean): string {
  if (total === undefined) return 'Reading…'
  return isSearch ? 'No line matches.' : 'No lines yet.'
}
