/** Whole days until a certificate ends; negative once it has. */
export const daysLeft = (notAfter: string, now: number): number =>
  Math.floor((new Date(notAfter).getTime() - now) / 864e5)

/** A month is what a change window needs; a week is late. */
export function validityTone(days: number): 'ok' | 'warn' | 'bad' {
  if (days < 7) return 'bad'
  return days < 30 ? 'warn' : 'ok'
}
