import { fullName, type WindowsHostConfig } from '../config.ts'
import { type Addressing, firstAddressing } from './addressing.ts'
import { type ClientAccessState, firstClientAccess } from './client-access.ts'
import type { Replication } from './directory.ts'
import { virtualDirectoriesOf } from './virtual-directories.ts'

/** What Active Directory keeps for the whole lab: the Exchange organisation. One file that all hosts read and change. */
export type DirectoryState = {
  exchange: {
    servers: Record<string, ExchangeServer>
    virtualDirectories: VirtualDirectory[]
  }
  addressing: Addressing
  /** Absent: what one server writes all see at once. */
  replication?: Replication
  clientAccess: ClientAccessState
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
  | 'OutlookAnywhere'

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
    clientAccess: firstClientAccess(config),
  }
}
