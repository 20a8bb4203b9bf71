import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { acceptedDomain } from './accepted-domain.ts'
import { addressPolicy } from './address-policy.ts'
import { dnsZones } from './dns-zones.ts'
import { clientAccessSchema } from './schema.ts'

export const clientAccess: Part<Answers, 'client-access'> = {
  id: 'client-access',
  title: 'Client access',
  subtitle: 'Exchange',
  purpose:
    'Domain, addresses, URLs, MAPI over HTTP and the certificate on every Exchange server, by remote PowerShell.',
  schema: clientAccessSchema,
  steps: [acceptedDomain, addressPolicy, dnsZones],
}
