'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** The present, in steps of `everyMs`; undefined on the server and in the first paint, which must be the same. */
export function useNow(everyMs: number): number | undefined {
  const subscribe = useCallback(
    (changed: () => void) => {
      const timer = setInterval(changed, everyMs)
      return () => clearInterval(timer)
    },
    [everyMs],
  )
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / everyMs) * everyMs,
    () => undefined,
  )
}
