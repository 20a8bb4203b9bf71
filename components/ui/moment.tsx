'use client'

import { ago, clock, exact } from './moment-words.ts'
import { useNow } from './use-now.ts'

/** A moment in the reader's own words and zone, the exact one on hover. The server does not know the zone and says UTC. */
export function Moment({ iso, as = 'ago', className }: { iso: string; as?: 'ago' | 'clock'; className?: string }) {
  const now = useNow(10_000)
  const words = as === 'ago' ? ago : clock
  return (
    <time dateTime={iso} title={now === undefined ? iso : exact(iso)} className={className}>
      {now === undefined ? iso.slice(0, 16).replace('T', ' ') : words(iso, now)}
    </time>
  )
}
