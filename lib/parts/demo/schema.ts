import { z } from 'zod'

/** Part 7: the drill. */
export const demoSchema = z.object({
  requestsPerSecond: z.coerce.number().int().min(1).max(100),
  /** The outage that is promised to users; a longer one fails the drill. */
  promisedMs: z.coerce.number().int().min(100).max(60_000),
})
export type DemoAnswers = z.output<typeof demoSchema>
