import { z } from 'zod'
import { whole } from '#lib/parts/fields.ts'

/** Part 7: the drill. */
export const demoSchema = z.object({
  requestsPerSecond: whole(1, 100, 'requests a second'),
  /** The outage that is promised to users; a longer one fails the drill. */
  promisedMs: whole(100, 60_000, 'milliseconds'),
})
export type DemoAnswers = z.output<typeof demoSchema>
