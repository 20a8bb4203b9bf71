import { type CmdletCall, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { enumValue, NetObject } from '../powershell/value.ts'
import type { ExchangeServer } from '../state/directory-state.ts'
import { objectNotFound } from './exchange-faults.ts'
import { report } from './faults.ts'

export const exchangeServerCmdlets: Cmdlets = { 'Get-ExchangeServer': { run: getExchangeServer } }

function getExchangeServer(call: CmdletCall): void {
  const { servers } = call.host.directory.read().exchange
  const asked = textParameter(call, 'Identity')
  const found = Object.entries(servers).filter(([name, server]) => !asked || isCalled(asked, name, server))
  if (asked && found.length === 0) report(call, 'Get-ExchangeServer', objectNotFound(asked, call.host))
  for (const [name, server] of found) call.streams.output(serverObject(name, server))
}

export function isCalled(asked: string, name: string, { fqdn }: ExchangeServer): boolean {
  return [name, fqdn].some((one) => one.toLowerCase() === asked.toLowerCase())
}

function serverObject(name: string, { fqdn, edition, version, site }: ExchangeServer): NetObject {
  const root = fqdn.split('.').slice(1).join('.')
  return new NetObject(
    [
      'Microsoft.Exchange.Data.Directory.Management.ExchangeServer',
      'Microsoft.Exchange.Data.Directory.ADPresentationObject',
    ],
    {
      Name: name,
      Identity: name,
      Fqdn: fqdn,
      Edition: enumValue(
        'Microsoft.Exchange.Data.Directory.SystemConfiguration.ServerEditionType',
        edition,
        edition === 'Standard' ? 1 : 2,
      ),
      AdminDisplayVersion: version,
      ServerRole: enumValue(
        'Microsoft.Exchange.Data.Directory.SystemConfiguration.ServerRole',
        'Mailbox, ClientAccess',
        6,
      ),
      Site: `${root}/Configuration/Sites/${site}`,
      Domain: root,
      IsClientAccessServer: true,
      IsMailboxServer: true,
      IsE15OrLater: true,
      WhenChanged: new Date('2014-10-20T09:00:00Z'),
      IsValid: true,
    },
    { text: name },
  )
}
