import type { LogLineView } from '#lib/wizard/view.ts'

/**
 * The stretch of a log that the page holds: without a gap, in the order of ids. `older` and `newer` say whether the server
 * has more at that end; `missed` counts live lines that came while the stretch did not reach the end.
 */
export type LogWindow = { lines: readonly LogLineView[]; older: boolean; newer: boolean; missed: number }

export const emptyWindow: LogWindow = { lines: [], older: false, newer: false, missed: 0 }

/** More than this is let go of at the far end; it can be read again. */
const most = 20_000

/** Live lines. What is known already (a reconnect repeats) is not taken twice. */
export function arrived(window: LogWindow, lines: readonly LogLineView[]): LogWindow {
  const fresh = after(lines, lastId(window))
  if (fresh.length === 0) return window
  if (window.newer) return { ...window, missed: window.missed + fresh.length }
  return cutHead({ ...window, lines: [...window.lines, ...fresh] })
}

/** A page from before the first line; shorter than asked for means that it is the beginning. */
export function withOlder(window: LogWindow, page: readonly LogLineView[], asked: number): LogWindow {
  const first = window.lines[0]?.id ?? Number.POSITIVE_INFINITY
  const lines = [...page.filter(({ id }) => id < first), ...window.lines]
  const cut = lines.slice(0, most)
  return { ...window, lines: cut, older: page.length === asked, newer: window.newer || cut.length < lines.length }
}

/** A page from behind the last line; shorter than asked for means that it is the end. */
export function withNewer(window: LogWindow, page: readonly LogLineView[], asked: number): LogWindow {
  const newer = page.length === asked
  const lines = [...window.lines, ...after(page, lastId(window))]
  return cutHead({ ...window, lines, newer, missed: newer ? Math.max(0, window.missed - page.length) : 0 })
}

export const lastId = ({ lines }: LogWindow): number => lines.at(-1)?.id ?? 0

/** How many lines have come behind the one that was the last when the reader left the end. */
export const unseenSince = ({ lines, missed }: LogWindow, leftAt: number | undefined): number =>
  missed + (leftAt === undefined ? 0 : lines.length - (lines.findLastIndex(({ id }) => id <= leftAt) + 1))

const after = (lines: readonly LogLineView[], last: number) => lines.filter(({ id }) => id > last)

function cutHead(window: LogWindow): LogWindow {
  if (window.lines.length <= most) return window
  return { ...window, lines: window.lines.slice(-most / 2), older: true }
}
