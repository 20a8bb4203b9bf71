import { z } from 'zod'
import { whole } from '#lib/parts/fields.ts'

const ROUTER_ID = 'Write a whole number from 1 to 255 that no other VRRP pair in this subnet uses.'
const ADVERT = 'Write seconds from 0.1 to 5, for example 0.5.'

/** Part 6: VRRP version 3 between the two nodes (RFC 5798). */
export const highAvailabilitySchema = z.object({
  routerId: z.coerce.number({ error: ROUTER_ID }).int(ROUTER_ID).min(1, ROUTER_ID).max(255, ROUTER_ID),
  /** Below 0.3 s, snapshots and live migration of virtual machines cause false takeovers. */
  advertSeconds: z.coerce.number({ error: ADVERT }).min(0.1, ADVERT).max(5, ADVERT),
  /** How long a returned node waits before it takes the address back. */
  preemptDelaySeconds: whole(0, 600, 'seconds'),
})
export type HighAvailabilityAnswers = z.output<typeof highAvailabilitySchema>
