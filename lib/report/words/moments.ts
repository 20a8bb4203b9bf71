/** `2026-11-23 10:22:40`; the zone is said once beside it, or by `momentUtc`. */
export const moment = (iso: string): string => iso.slice(0, 19).replace('T', ' ')
export const momentUtc = (iso: string): string => `${moment(iso)} UTC`
export const day = (iso: string): string => iso.slice(0, 10)

/** `412 ms`, `3.1 s`, `2 min 05 s`, `1 h 12 min`. */
export function duration(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`
}

/** What was measured to the millisecond is said to the millisecond: `1,713 ms`. */
export const exact = (ms: number): string => `${thousands(Math.round(ms))} ms`

export function between(from: string, to: string | null): string {
  return to ? duration(Date.parse(to) - Date.parse(from)) : '–'
}

/** Whole days from one moment to another, less than nothing when it is past. */
export const daysBetween = (from: string, to: string): number =>
  Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000)

export const count = (n: number, one: string, many = `${one}s`): string => `${thousands(n)} ${n === 1 ? one : many}`

export const thousands = (n: number): string => n.toLocaleString('en-US')
