import type { Answers } from '#lib/parts/answers.ts'
import { allowNonlocalBind } from '#lib/parts/load-balancer/allow-nonlocal-bind.ts'
import type { Part, Step } from '#lib/wizard/step.ts'
import { installKeepalived } from './install-keepalived.ts'
import { openForPeer } from './open-firewall.ts'
import { proveVirtualAddress } from './prove-virtual-address.ts'
import { pushKeepalived } from './push-keepalived.ts'
import { repointDns } from './repoint-dns.ts'
import { highAvailabilitySchema } from './schema.ts'

const { undo: _, ...stillAllowed } = allowNonlocalBind
/** Part 5 needs it first and puts it back; here it is made sure of, for HAProxy must start on the node without the address. */
const keepNonlocalBind: Step<Answers> = stillAllowed

export const highAvailability: Part<Answers, 'high-availability'> = {
  id: 'high-availability',
  title: 'High availability',
  subtitle: 'keepalived',
  purpose: 'keepalived gives the virtual address to one of the two nodes, and to the other when that one fails.',
  schema: highAvailabilitySchema,
  steps: [keepNonlocalBind, installKeepalived, openForPeer, pushKeepalived, proveVirtualAddress, repointDns],
}
