import { type CmdletCall, CmdletError, type Cmdlets } from '../powershell/cmdlet.ts'
import { Scalar, textOf, type Value } from '../powershell/value.ts'
import type { ClientAccessServer } from '../state/client-access.ts'
import { exchangeFault, objectNotFound } from './exchange-faults.ts'
import {
  answer,
  changedList,
  exchangeObject,
  identityOf,
  isNamed,
  isWhatIf,
  multiValued,
  warnUnchanged,
} from './exchange-object.ts'
import { notAbsolute } from './virtual-directory-rules.ts'

export const clientAccessServerCmdlets: Cmdlets = {
  'Get-ClientAccessServer': { run: get },
  'Set-ClientAccessServer': { run: set },
}

function get(call: CmdletCall): void {
  const asked = identityOf(call)
  const { clientAccess } = call.host.directory.read()
  const found = Object.entries(clientAccess.servers).filter(([name]) => !asked || isCalled(call, asked, name))
  const objects = found.map(([name, server]) => serverObject(name, fqdnOf(call, name), server))
  answer(call, 'Get-ClientAccessServer', asked, objects)
}

async function set(call: CmdletCall): Promise<void> {
  const asked = identityOf(call) ?? ''
  const name = Object.keys(call.host.directory.read().clientAccess.servers).find((one) => isCalled(call, asked, one))
  if (!name) throw new CmdletError(objectNotFound(asked, call.host))
  const uri = call.parameters.get('AutoDiscoverServiceInternalUri')
  const refused = uri ? notAbsolute('AutoDiscoverServiceInternalUri', textOf(uri)) : undefined
  if (refused) throw new CmdletError(exchangeFault(call.host, 'TaskInvalidOperationException', refused))
  const scope = call.parameters.get('AutoDiscoverSiteScope')
  const isChanged = await call.host.directory.change(({ clientAccess }) => {
    const kept = clientAccess.servers[name]
    if (!kept) return false
    const after = {
      serviceConnectionPoint: uri === undefined ? kept.serviceConnectionPoint : textOf(uri) || null,
      siteScope: scope === undefined ? kept.siteScope : changedList(kept.siteScope, scope),
    }
    const isOther = JSON.stringify({ ...kept, ...after }) !== JSON.stringify(kept)
    if (!isWhatIf(call)) Object.assign(kept, after)
    return isOther
  })
  if (!isChanged) warnUnchanged(call, name)
}

function serverObject(name: string, fqdn: string, server: ClientAccessServer): Value {
  const { guid, serviceConnectionPoint, siteScope } = server
  return exchangeObject(
    { types: ['Microsoft.Exchange.Data.Directory.Management.ClientAccessServer'], identity: name, guid },
    {
      Fqdn: fqdn,
      OutlookAnywhereEnabled: true,
      AutoDiscoverServiceCN: name,
      AutoDiscoverServiceClassName: 'ms-Exchange-AutoDiscover-Service',
      AutoDiscoverServiceInternalUri:
        serviceConnectionPoint === null ? null : new Scalar('Uri', serviceConnectionPoint),
      AutoDiscoverServiceGuid: new Scalar('Guid', '77378f46-2c66-4aa9-a6a6-3e7a48b19596'),
      AutoDiscoverSiteScope: multiValued(siteScope),
      IsOutOfService: false,
    },
  )
}

function isCalled(call: CmdletCall, asked: string, name: string): boolean {
  return isNamed(asked, name, fqdnOf(call, name), call.host.directory.read().clientAccess.servers[name]?.guid ?? name)
}

function fqdnOf({ host }: CmdletCall, name: string): string {
  return host.directory.read().exchange.servers[name]?.fqdn ?? name
}
