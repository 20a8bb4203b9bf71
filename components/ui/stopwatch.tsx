'use client'

import { stopwatch } from './moment-words.ts'
import { useNow } from './use-now.ts'

/** How long something has been going on. */
export function Stopwatch({ since }: { since: string }) {
  const now = useNow(1000)
  return <span className="tabular-nums">{now === undefined ? '' : stopwatch(now - new Date(since).getTime())}</span>
}
