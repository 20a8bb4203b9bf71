/** "just now", "2 min ago", "today 10:14", "yesterday 17:20", "12 Nov", "12 Nov 2025": no longer than a reader needs. */
export function ago(iso: string, now: number): string {
  const at = new Date(iso)
  const minutes = Math.floor((now - at.getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const days = dayNumber(new Date(now)) - dayNumber(at)
  if (days === 0) return `today ${time.format(at)}`
  if (days === 1) return `yesterday ${time.format(at)}`
  return at.getFullYear() === new Date(now).getFullYear() ? day.format(at) : dayAndYear.format(at)
}

export const clock = (iso: string): string => timeWithSeconds.format(new Date(iso))

export const exact = (iso: string): string => full.format(new Date(iso))

/** Milliseconds as a person says them: "< 0.1 s", "0.4 s", "11 s", "1:12", "1:02:07". */
export function duration(ms: number): string {
  if (ms < 50) return '< 0.1 s'
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  return stopwatch(ms)
}

/** Milliseconds as on a stopwatch: "0:09", "1:12", "1:02:07". */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const pair = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${pair(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${pair(minutes % 60)}:${pair(seconds % 60)}`
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const timeWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' })
const dayNumber = (at: Date) =>
  Math.floor(new Date(at.getFullYear(), at.getMonth(), at.getDate(), 12).getTime() / 864e5)
