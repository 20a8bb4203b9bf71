import type { Shell } from '#lib/wizard/hosts.ts'
import { answerOf } from './each-node.ts'

/** Certificates, Kerberos and logs bear small differences; from here on something is wrong. */
export const MOST_SKEW_MS = 5000

/** How far the machine's clock is ahead of this one, in ms; the time of the question itself is given the benefit of the doubt. */
export async function clockAheadMs(shell: Shell): Promise<number> {
  const asked = Date.now()
  const there = Number(await answerOf(shell, ['date', '+%s%3N']))
  const answered = Date.now()
  const ahead = there - (asked + answered) / 2
  return Math.sign(ahead) * Math.max(0, Math.abs(ahead) - (answered - asked) / 2)
}

export const isSkewed = (aheadMs: number): boolean => Math.abs(aheadMs) >= MOST_SKEW_MS

export function skewText(aheadMs: number): string {
  const seconds = Math.abs(aheadMs) / 1000
  const amount = seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`
  return `${amount} ${aheadMs < 0 ? 'behind' : 'ahead of'} Fairlead's clock`
}

/** In a container the clock is the host's, and cannot be set: what kind of container, or undefined for a machine. */
export async function containerKind(shell: Shell): Promise<string | undefined> {
  const { exitCode, stdout } = await shell.ask(['systemd-detect-virt', '--container'])
  return exitCode === 0 ? stdout.trim() : undefined
}
