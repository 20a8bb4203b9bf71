import { z } from 'zod'

/** Part 6: VRRP version 3 between the two nodes (RFC 5798). */
export const highAvailabilitySchema = z.object({
  routerId: z.coerce.number().int().min(1, 'From 1 to 255.').max(255, 'From 1 to 255.'),
  /** Below 0.3 s, snapshots and live migration of virtual machines cause false takeovers. */
  advertSeconds: z.coerce.number().min(0.1).max(5),
  /** How long a returned node waits before it takes the address back. */
  preemptDelaySeconds: z.coerce.number().int().min(0).max(600),
})
export type HighAvailabilityAnswers = z.output<typeof highAvailabilitySchema>
