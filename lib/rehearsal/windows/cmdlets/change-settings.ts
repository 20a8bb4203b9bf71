import type { CmdletCall } from '../powershell/cmdlet.ts'
import type { Setting } from '../state/directory-state.ts'
import { aboutTheCall, isWhatIf, warnUnchanged } from './exchange-object.ts'
import { settingOf } from './virtual-directories.ts'

/** Takes over every parameter that is a setting of the object; warns as Exchange does where that changes nothing. */
export async function changeSettings(
  call: CmdletCall,
  identity: string,
  change: (take: (settings: Record<string, Setting>) => boolean) => Promise<boolean>,
): Promise<void> {
  const isChanged = await change((settings) => {
    const before = JSON.stringify(settings)
    const after = isWhatIf(call) ? { ...settings } : settings
    for (const [name, value] of call.parameters)
      if (!aboutTheCall.includes(name)) after[name] = settingOf(value, settings[name])
    return JSON.stringify(after) !== before
  })
  if (!isChanged) warnUnchanged(call, identity)
}
