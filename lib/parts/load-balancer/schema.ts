import { z } from 'zod'
import { subnet } from '#lib/parts/fields.ts'

/** Part 5: what HAProxy is told beyond what follows from the inventory. */
export const loadBalancerSchema = z.object({
  /** Networks that may reach /ecp, /powershell and the health pages. */
  adminNetworks: z.array(subnet).min(1, 'Write at least one network that may reach the administrative paths.').max(16),
  /** Connections per HAProxy process; each takes two file descriptors. */
  maxConnections: z.coerce.number().int().min(100).max(50_000),
  probeIntervalSeconds: z.coerce.number().int().min(1).max(30),
  /** Strict-Transport-Security, without includeSubDomains: the CRL host stays on plain http. */
  hsts: z.boolean(),
})
export type LoadBalancerAnswers = z.output<typeof loadBalancerSchema>
