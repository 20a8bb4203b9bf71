import { type CmdletCall, type Cmdlets, isSwitched, textParameters } from '../powershell/cmdlet.ts'
import { wildcard } from '../powershell/operators.ts'
import { NetObject, textOf, type Value } from '../powershell/value.ts'
import { report } from './faults.ts'

/** Variables of the runspace: what one pipeline sets, the next one finds. */
export const variableCmdlets: Cmdlets = {
  'Set-Variable': { collects: true, run: setVariable },
  'New-Variable': { collects: true, run: setVariable },
  'Get-Variable': { run: getVariable },
  'Remove-Variable': { run: removeVariable },
}

function setVariable(call: CmdletCall): void {
  const piped = call.input.length > 1 ? [...call.input] : (call.input[0] ?? null)
  const value = call.parameters.has('Value') ? (call.parameters.get('Value') ?? null) : piped
  for (const name of textParameters(call, 'Name')) {
    call.session.variables.set(name.toLowerCase(), value)
    if (isSwitched(call, 'PassThru')) call.streams.output(variable(name, value))
  }
}

function getVariable(call: CmdletCall): void {
  const asked = textParameters(call, 'Name')
  for (const pattern of asked.length > 0 ? asked : ['*']) {
    const found = [...call.session.variables].filter(([name]) => wildcard(pattern).test(name))
    if (found.length === 0 && !/[*?]/.test(pattern)) report(call, 'Get-Variable', notFound(pattern))
    for (const [name, value] of found)
      call.streams.output(isSwitched(call, 'ValueOnly') ? value : variable(name, value))
  }
}

function removeVariable(call: CmdletCall): void {
  for (const name of textParameters(call, 'Name')) {
    if (!call.session.variables.delete(name.toLowerCase())) report(call, 'Remove-Variable', notFound(name))
  }
}

function variable(name: string, value: Value): NetObject {
  return new NetObject(
    ['System.Management.Automation.PSVariable'],
    { Name: name, Value: value },
    { text: textOf(value) },
  )
}

function notFound(name: string) {
  return {
    message: `Cannot find a variable with the name '${name}'.`,
    exception: 'System.Management.Automation.ItemNotFoundException',
    id: 'VariableNotFound',
    category: 'ObjectNotFound',
    target: name,
  } as const
}
