'use client'

import { useSyncExternalStore } from 'react'

/** Whether the page already listens: false on the server and until React has taken the page over. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )

const never = () => () => {}
