import { fullName, type WindowsHostConfig } from '../config.ts'
import type { Setting } from './directory-state.ts'

/** What Active Directory keeps of client access besides the virtual directories. */
export type ClientAccessState = {
  /** By server, in capitals. */
  servers: Record<string, ClientAccessServer>
  outlookProviders: Record<string, Record<string, Setting>>
  organisation: Record<string, Setting>
}

export type ClientAccessServer = {
  guid: string
  /** AutoDiscoverServiceInternalUri: what the service connection point tells Outlook in the domain. */
  serviceConnectionPoint: string | null
  siteScope: string[]
  /** Component, then requester: a component is Active only while no requester holds it otherwise. */
  components: Record<string, Record<string, ComponentState>>
  /** Sessions that were made before a restart of its IIS are dead, wherever they were made from. */
  iisRestarts: number
}

export type ComponentState = 'Active' | 'Inactive' | 'Draining'

export function firstClientAccess({ exchangeServers, domain }: WindowsHostConfig): ClientAccessState {
  const server = (name: string, at: number): ClientAccessServer => ({
    guid: `5d1f0c00-0000-4000-9000-${String(at + 1).padStart(12, '0')}`,
    serviceConnectionPoint: `https://${fullName({ name, domain }).toLowerCase()}/Autodiscover/Autodiscover.xml`,
    siteScope: ['Default-First-Site-Name'],
    components: Object.fromEntries(components.map((component) => [component, firstState(component)])),
    iisRestarts: 0,
  })
  const provider = { CertPrincipalName: null, Server: null, TTL: 1, OutlookProviderFlags: 'None' }
  return {
    servers: Object.fromEntries(exchangeServers.map((name, at) => [name.toUpperCase(), server(name, at)])),
    outlookProviders: { EXCH: { ...provider }, EXPR: { ...provider }, WEB: { ...provider } },
    organisation: {
      MapiHttpEnabled: false,
      OAuth2ClientProfileEnabled: false,
      PublicFoldersEnabled: 'Local',
      MailTipsAllTipsEnabled: true,
      MailTipsLargeAudienceThreshold: 25,
      ActivityBasedAuthenticationTimeoutEnabled: true,
    },
  }
}

/** Exchange Online's own two are never active on premises. */
function firstState(component: string): Record<string, ComponentState> {
  return { Functional: ['ForwardSyncDaemon', 'ProvisioningRps'].includes(component) ? 'Inactive' : 'Active' }
}

/** As Get-ServerComponentState of Exchange 2013 lists them. */
const components: readonly string[] = [
  ...['ServerWideOffline', 'HubTransport', 'FrontendTransport', 'Monitoring', 'RecoveryActionsEnabled'],
  ...['AutoDiscoverProxy', 'ActiveSyncProxy', 'EcpProxy', 'EwsProxy', 'ImapProxy', 'OabProxy', 'OwaProxy', 'PopProxy'],
  ...['PushNotificationsProxy', 'RpsProxy', 'RwsProxy', 'RpcProxy', 'UMCallRouter', 'XropProxy'],
  ...['HttpProxyAvailabilityGroup', 'ForwardSyncDaemon', 'ProvisioningRps', 'MapiProxy', 'EdgeTransport'],
  ...['HighAvailability', 'SharedCache'],
]
