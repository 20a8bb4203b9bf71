import { type CmdletCall, CmdletError, type CmdletFault } from '../powershell/cmdlet.ts'
import { recordOf } from '../powershell/fault-record.ts'
import { cmdletFacts } from '../reference/facts.ts'

/** Says what is wrong with one item and goes on with the next, as most of Windows' cmdlets do. */
export function report(call: CmdletCall, cmdlet: string, fault: CmdletFault): void {
  call.streams.error(recordOf(fault, { name: cmdlet, source: cmdletFacts(cmdlet)?.source ?? 'windows' }))
}

export function pathNotFound(path: string): CmdletFault {
  return {
    message: `Cannot find path '${path}' because it does not exist.`,
    exception: 'System.Management.Automation.ItemNotFoundException',
    id: 'PathNotFound',
    category: 'ObjectNotFound',
    target: path,
  }
}

export function propertyNotFound(name: string, key: string): CmdletFault {
  return {
    message: `Property ${name} does not exist at path ${key}.`,
    exception: 'System.Management.Automation.PSArgumentException',
    id: 'System.Management.Automation.PSArgumentException',
    category: 'InvalidArgument',
    target: name,
  }
}

export function invalid(message: string, target?: string): CmdletError {
  return new CmdletError({
    message,
    exception: 'System.ArgumentException',
    id: 'System.ArgumentException',
    category: 'InvalidArgument',
    ...(target !== undefined && { target }),
  })
}
