import type { CmdletSource } from '../reference/facts.ts'
import { commandClass } from './binding-errors.ts'
import type { CmdletFault } from './cmdlet.ts'
import type { ErrorRecord } from './error-record.ts'

/** A cmdlet says what happened; the id's class, the activity and the preference about errors are added here. */
export function recordOf(fault: CmdletFault, { name, source }: { name: string; source: CmdletSource }): ErrorRecord {
  const { id, message, exception, category, target = null } = fault
  return {
    message,
    exception,
    category,
    target,
    activity: name,
    fullyQualifiedErrorId: `${id},${faultClass(name, source)}`,
  }
}

function faultClass(name: string, source: CmdletSource): string {
  if (source === 'windows') return commandClass(name, source)
  return `Microsoft.Exchange.Management.SystemConfigurationTasks.${name.replace('-', '')}`
}
