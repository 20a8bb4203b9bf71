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
    .refine(isTimeZone, 'Write a time zone of the IANA list as Area/City, for example Australia/Sydney.'),
})
export type NodesAnswers = z.output<typeof nodesSchema>

/** The pattern keeps out what the list would let through in other spellings, such as offsets. */
function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z]+(\/[A-Za-z0-9_+-]+){0,2}$/.test(value)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }) !== undefined
  } catch {
    return false
  }
}
