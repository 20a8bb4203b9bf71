import type { Commands } from '../powershell/cmdlet.ts'
import { acceptedDomainCmdlets } from './accepted-domains.ts'
import { addressPolicyCmdlets } from './address-policies.ts'
import { certificateCmdlets } from './certificates.ts'
import { clientAccessServerCmdlets } from './client-access-servers.ts'
import { componentStateCmdlets } from './component-states.ts'
import { contentCmdlets } from './content.ts'
import { dnsServerRecordCmdlets } from './dns-server-records.ts'
import { dnsServerZoneCmdlets } from './dns-server-zones.ts'
import { exchangeCertificateCmdlets } from './exchange-certificates.ts'
import { exchangeServerCmdlets } from './exchange-servers.ts'
import { itemPropertyCmdlets } from './item-properties.ts'
import { itemCmdlets } from './items.ts'
import { objectCmdlets } from './objects.ts'
import { organisationConfigCmdlets } from './organisation-config.ts'
import { outlookProviderCmdlets } from './outlook-providers.ts'
import { programs } from './programs.ts'
import { recipientCmdlets } from './recipients.ts'
import { renameCmdlets } from './rename-item.ts'
import { serviceCmdlets } from './services.ts'
import { sessionCmdlets } from './sessions.ts'
import { systemCmdlets } from './system.ts'
import { variableCmdlets } from './variables.ts'
import { virtualDirectoryCmdlets } from './virtual-directories.ts'
import { webRequestCmdlets } from './web-request.ts'
import { writeCmdlets } from './write.ts'

/** What the simulated hosts can do, by Microsoft's names. Parameters are bound by the kept facts of that name. */
export const commands: Commands = {
  windows: {
    ...certificateCmdlets,
    ...contentCmdlets,
    ...dnsServerRecordCmdlets,
    ...dnsServerZoneCmdlets,
    ...itemCmdlets,
    ...itemPropertyCmdlets,
    ...objectCmdlets,
    ...renameCmdlets,
    ...serviceCmdlets,
    ...sessionCmdlets,
    ...systemCmdlets,
    ...variableCmdlets,
    ...webRequestCmdlets,
    ...writeCmdlets,
  },
  exchange: {
    ...acceptedDomainCmdlets,
    ...addressPolicyCmdlets,
    ...exchangeCertificateCmdlets,
    ...exchangeServerCmdlets,
    ...recipientCmdlets,
    ...clientAccessServerCmdlets,
    ...componentStateCmdlets,
    ...organisationConfigCmdlets,
    ...outlookProviderCmdlets,
    ...virtualDirectoryCmdlets,
  },
  programs,
}
