import type { CmdletCall, Cmdlets } from '../powershell/cmdlet.ts'
import { changeSettings } from './change-settings.ts'
import { exchangeObject } from './exchange-object.ts'

/** Settings of the whole organisation. */
export const organisationConfigCmdlets: Cmdlets = {
  'Get-OrganizationConfig': { run: get },
  'Set-OrganizationConfig': { run: set },
}

const name = 'First Organization'

function get(call: CmdletCall): void {
  const { organisation } = call.host.directory.read().clientAccess
  const about = { types: ['ADOrganizationConfig', 'Organization'], identity: name, guid }
  call.streams.output(exchangeObject(about, organisation))
}

function set(call: CmdletCall): Promise<void> {
  return changeSettings(call, name, (take) =>
    call.host.directory.change(({ clientAccess }) => take(clientAccess.organisation)),
  )
}

const guid = '5d1f0c00-0000-4000-b000-000000000001'
