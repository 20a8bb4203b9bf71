import { z } from 'zod'
import { subnet, whole } from '#lib/parts/fields.ts'

/** Part 5: what HAProxy is told beyond what follows from the inventory. */
export const loadBalancerSchema = z.object({
  /** Networks that may reach /ecp, /powershell and the health pages. */
  adminNetworks: z.array(subnet).min(1, 'Write at least one network that may reach the administrative paths.').max(16),
  /** Connections per HAProxy process; each takes two file descriptors. */
  maxConnections: whole(100, 50_000, 'connections'),
  probeIntervalSeconds: whole(1, 30, 'seconds'),
  /** Strict-Transport-Security, without includeSubDomains: the CRL host stays on plain http. */
  hsts: z.boolean(),
})
export type LoadBalancerAnswers = z.output<typeof loadBalancerSchema>
