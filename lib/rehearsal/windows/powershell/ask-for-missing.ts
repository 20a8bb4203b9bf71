import type { Argument, Binding, Bound } from './bind-parameters.ts'
import { bindParameters } from './bind-parameters.ts'
import { MissingParameters } from './binding-errors.ts'
import type { HostCalls } from './cmdlet.ts'
import { Hashtable, NetObject, propertyOf, type Value } from './value.ts'

/**
 * Binds; where mandatory parameters are missing and there is a host, it is asked for them, as Windows does: the pipeline then
 * waits for its answer.
 */
export async function bindOrAsk(
  binding: Binding,
  given: readonly Argument[],
  host: HostCalls | undefined,
  input?: Value,
): Promise<Bound> {
  try {
    return bindParameters(binding, given, input)
  } catch (error) {
    if (!(error instanceof MissingParameters) || !host) throw error
    const caption = `cmdlet ${binding.name} at command pipeline position 1`
    const fields = error.parameters.map((name) => field(name, binding.parameters[name]?.type ?? 'System.String'))
    const answer = await host.call('Prompt', [caption, 'Supply values for the following parameters:', fields])
    const supplied = error.parameters.map((name) => ({ name, value: propertyOf(answer, name) ?? null, given: true }))
    return bindParameters(binding, [...given, ...(answer instanceof Hashtable ? supplied : [])], input)
  }
}

/** FieldDescription, [MS-PSRP] 2.2.3.4 and recorded calls. */
function field(name: string, type: string): NetObject {
  const full = type.includes('.') ? type : `System.${type}`
  return new NetObject(['System.Management.Automation.PSCustomObject'], {
    name,
    label: '',
    parameterTypeName: full.split('.').at(-1) ?? full,
    parameterTypeFullName: full,
    parameterAssemblyFullName: `${full}, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089`,
    helpMessage: '',
    isMandatory: true,
    metadata: [],
    modifiedByRemotingProtocol: false,
    isFromRemoteHost: false,
  })
}
