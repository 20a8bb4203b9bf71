import { fullName, type WindowsHostConfig } from '../config.ts'
import { textOf, type Value } from '../powershell/value.ts'
import { environmentKey, type HostState } from './host-state.ts'

/** What a process on the host sees: the system's variables, and those of the one who is logged on. */
export function environmentOf(state: Readonly<HostState>, config: WindowsHostConfig): Record<string, string> {
  const system = Object.entries(state.registry[environmentKey] ?? {})
  return {
    ...Object.fromEntries(
      system.map(([name, { value }]) => [name, String(value).replace(/%SystemRoot%/gi, 'C:\\Windows')]),
    ),
    SystemRoot: 'C:\\Windows',
    COMPUTERNAME: config.name.toUpperCase(),
    USERDOMAIN: config.domain.netbios,
    USERDNSDOMAIN: config.domain.dns.toUpperCase(),
    USERNAME: 'Administrator',
    USERPROFILE: 'C:\\Users\\Administrator',
    LOGONSERVER: `\\\\${fullName(config).split('.')[0] ?? ''}`,
  }
}

/** Sets a variable of the system; null removes it, as .NET does. */
export function setEnvironment(draft: HostState, name: string, value: Value): void {
  const kept = draft.registry[environmentKey] ?? {}
  draft.registry[environmentKey] = kept
  const known = Object.keys(kept).find((one) => one.toLowerCase() === name.toLowerCase()) ?? name
  if (value === null || value === '') delete kept[known]
  else kept[known] = { kind: 'String', value: textOf(value) }
}
