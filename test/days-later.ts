import { vi } from 'vitest'

/** Sets the clock forward for the rest of the test; timers go on as they were. */
export const daysLater = (days: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 86_400_000 })
