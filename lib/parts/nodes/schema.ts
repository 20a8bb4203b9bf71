import { z } from 'zod'
import { address, dnsName } from '#lib/parts/fields.ts'

/** Part 4: what an unattended installation and the first look at a node need. */
export const nodesSchema = z.object({
  gateway: address,
  dnsServers: z.array(address).min(1, 'Write at least one DNS server.').max(3, 'At most three DNS servers.'),
  timeServers: z
    .array(z.union([address, dnsName]))
    .min(1, 'Write at least one time server.')
    .max(4, 'At most four time servers.'),
  timeZone: z
    .string()
    .trim()
    .regex(/^[A-Za-z]+(\/[A-Za-z0-9_+-]+){0,2}$/, 'Write a time zone as Area/City, for example Australia/Sydney.'),
})
export type NodesAnswers = z.output<typeof nodesSchema>
