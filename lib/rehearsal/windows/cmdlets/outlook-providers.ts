import { type CmdletCall, CmdletError, type Cmdlets } from '../powershell/cmdlet.ts'
import { changeSettings } from './change-settings.ts'
import { objectNotFound } from './exchange-faults.ts'
import { answer, exchangeObject, identityOf, isNamed } from './exchange-object.ts'

/** EXCH, EXPR and WEB: what Autodiscover tells Outlook of each way in. */
export const outlookProviderCmdlets: Cmdlets = {
  'Get-OutlookProvider': { run: get },
  'Set-OutlookProvider': { run: set },
}

function get(call: CmdletCall): void {
  const asked = identityOf(call)
  const { outlookProviders } = call.host.directory.read().clientAccess
  const found = Object.entries(outlookProviders).filter(([name]) => !asked || isNamed(asked, name))
  const objects = found.map(([name, settings]) =>
    exchangeObject(
      { types: ['OutlookProvider', 'ADConfigurationObject'], identity: name, guid: guids[name] ?? '' },
      settings,
    ),
  )
  answer(call, 'Get-OutlookProvider', asked, objects)
}

async function set(call: CmdletCall): Promise<void> {
  const asked = identityOf(call) ?? ''
  const name = Object.keys(call.host.directory.read().clientAccess.outlookProviders).find((one) => isNamed(asked, one))
  if (!name) throw new CmdletError(objectNotFound(asked, call.host))
  await changeSettings(call, name, (take) =>
    call.host.directory.change(({ clientAccess }) => take(clientAccess.outlookProviders[name] ?? {})),
  )
}

const guids: Record<string, string> = {
  EXCH: '5d1f0c00-0000-4000-a000-000000000001',
  EXPR: '5d1f0c00-0000-4000-a000-000000000002',
  WEB: '5d1f0c00-0000-4000-a000-000000000003',
}
