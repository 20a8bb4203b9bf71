import { fullName, type WindowsHostConfig } from '../config.ts'
import { type Addressing, firstAddressing } from './addressing.ts'
import type { Replication } from './directory.ts'

/** What Active Directory keeps for the whole lab: the Exchange organisation. One file that all hosts read and change. */
export type DirectoryState = {
  exchange: {
    servers: Record<string, ExchangeServer>
    virtualDirectories: VirtualDirectory[]
  }
  addressing: Addressing
  /** Absent: what one server writes all see at once. */
  replication?: Replication
}

export type ExchangeServer = {
  fqdn: string
  edition: 'Standard' | 'Enterprise'
  /** As `Version 15.0 (Build 1497.2)`. */
  version: string
  site: string
}

export type VirtualDirectoryKind =
  | 'Owa'
  | 'Ecp'
  | 'WebServices'
  | 'Oab'
  | 'ActiveSync'
  | 'Mapi'
  | 'PowerShell'
  | 'Autodiscover'

export type Setting = string | number | boolean | null | string[]
export type VirtualDirectory = {
  kind: VirtualDirectoryKind
  server: string
  /** As Exchange names it: `owa (Default Web Site)`. */
  name: string
  guid: string
  settings: Record<string, Setting>
}

/** A fresh Exchange 2013 organisation: every server with the addresses that its setup gives it. */
export function firstDirectory(config: WindowsHostConfig): DirectoryState {
  const { exchangeServers, domain } = config
  const servers = exchangeServers.map((name) => ({ name, fqdn: fullName({ name, domain }) }))
  return {
    exchange: {
      servers: Object.fromEntries(
        servers.map(({ name, fqdn }) => [
          name.toUpperCase(),
          { fqdn, edition: 'Standard', version: 'Version 15.0 (Build 1497.2)', site: 'Default-First-Site-Name' },
        ]),
      ),
      virtualDirectories: servers.flatMap(({ name, fqdn }, at) => virtualDirectoriesOf(name, fqdn.toLowerCase(), at)),
    },
    addressing: firstAddressing(config),
  }
}

function virtualDirectoriesOf(server: string, fqdn: string, serverNumber: number): VirtualDirectory[] {
  const https = (path: string) => `https://${fqdn}/${path}`
  const kinds: [VirtualDirectoryKind, name: string, Record<string, Setting>][] = [
    ['Owa', 'owa', { InternalUrl: https('owa'), DefaultDomain: '', LogonFormat: 'FullDomain' }],
    ['Ecp', 'ecp', { InternalUrl: https('ecp'), AdminEnabled: true, OwaOptionsEnabled: true }],
    ['WebServices', 'EWS', { InternalUrl: https('EWS/Exchange.asmx'), MRSProxyEnabled: false }],
    ['Oab', 'OAB', { InternalUrl: https('OAB'), RequireSSL: true, PollInterval: 480 }],
    [
      'ActiveSync',
      'Microsoft-Server-ActiveSync',
      { InternalUrl: https('Microsoft-Server-ActiveSync'), WebSiteSSLEnabled: true },
    ],
    ['Mapi', 'mapi', { InternalUrl: https('mapi'), IISAuthenticationMethods: ['Ntlm', 'OAuth', 'Negotiate'] }],
    ['PowerShell', 'PowerShell', { InternalUrl: `http://${fqdn}/powershell`, RequireSSL: false }],
    ['Autodiscover', 'Autodiscover', { InternalUrl: null }],
  ]
  return kinds.map(([kind, name, settings], at) => ({
    kind,
    server: server.toUpperCase(),
    name: `${name} (Default Web Site)`,
    guid: `5d1f0c00-0000-4000-8000-${String(serverNumber * 100 + at + 1).padStart(12, '0')}`,
    settings: { ExternalUrl: null, ...settings },
  }))
}
