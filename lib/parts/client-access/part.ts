import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { acceptedDomain } from './accepted-domain.ts'
import { addressPolicy } from './address-policy.ts'
import { certificateStatus } from './certificate-status.ts'
import { dnsZones } from './dns-zones.ts'
import { enableCertificate } from './enable-certificate.ts'
import { importCertificate } from './import-certificate.ts'
import { issueLeaf } from './issue-leaf.ts'
import { lookAtStores } from './look-at-stores.ts'
import { mapiOverHttp } from './mapi-over-http.ts'
import { outlookAnywhere } from './outlook-anywhere.ts'
import { outlookProvider } from './outlook-provider.ts'
import { pinStructures } from './pin-structures.ts'
import { preliminaryTests } from './preliminary-tests.ts'
import { proveChain } from './prove-chain.ts'
import { proveRevocation } from './prove-revocation.ts'
import { publishOverHttp } from './publish-over-http.ts'
import { requestCertificate } from './request-certificate.ts'
import { clientAccessSchema } from './schema.ts'
import { serviceConnectionPoint } from './service-connection-point.ts'
import { virtualDirectories } from './virtual-directories.ts'

export const clientAccess: Part<Answers, 'client-access'> = {
  id: 'client-access',
  title: 'Client access',
  subtitle: 'Exchange',
  purpose:
    'Domain, addresses, URLs, MAPI over HTTP and the certificate on every Exchange server, by remote PowerShell.',
  schema: clientAccessSchema,
  steps: [
    acceptedDomain,
    addressPolicy,
    serviceConnectionPoint,
    outlookAnywhere,
    virtualDirectories,
    outlookProvider,
    pinStructures,
    mapiOverHttp,
    dnsZones,
    publishOverHttp,
    proveRevocation,
    lookAtStores,
    requestCertificate,
    issueLeaf,
    proveChain,
    importCertificate,
    enableCertificate,
    certificateStatus,
    preliminaryTests,
  ],
}
