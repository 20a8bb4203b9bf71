import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { Cmd, WindowsSession } from '#lib/wizard/hosts.ts'
import { propertyOf } from './settings.ts'

/** One value of the registry that keeps .NET from pinning the structures that it returns. */
export type Pin = { path: string; name: string; kind: 'DWord' | 'String'; value: number | string; title: string }

export const pins: readonly Pin[] = [
  {
    path: 'HKLM:\\SOFTWARE\\Microsoft\\.NETFramework',
    name: 'DisableRetStructPinning',
    kind: 'DWord',
    value: 1,
    title: 'registry value DisableRetStructPinning',
  },
  // The variables of the system are the values of this key; whoever starts a process reads them there.
  {
    path: 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment',
    name: 'COMPLUS_DisableRetStructPinning',
    kind: 'String',
    value: '1',
    title: 'system environment variable COMPLUS_DisableRetStructPinning',
  },
]

/** What stands there now; null where there is no such value. The whole key is read, because a missing value is an error. */
export async function readPin(session: WindowsSession, { path, name }: Pin): Promise<number | string | null> {
  const [key] = await session.run([{ name: 'Get-ItemProperty', parameters: { LiteralPath: path } }])
  const value = valueNamed(key, name)
  return typeof value === 'number' || typeof value === 'string' ? value : null
}

export const writePin = ({ path, name }: Pin, value: number | string): Cmd[] => [
  {
    name: 'Set-ItemProperty',
    parameters: {
      LiteralPath: path,
      Name: name,
      Value: value,
      Type: typeof value === 'number' ? 'DWord' : 'String',
    },
  },
]

export const removePin = ({ path, name }: Pin): Cmd[] => [
  { name: 'Remove-ItemProperty', parameters: { LiteralPath: path, Name: name } },
]

/** All that are installed: asking for one that is not is an error. */
export async function hotfixes(session: WindowsSession): Promise<string[]> {
  const installed = await session.run([{ name: 'Get-HotFix' }])
  return installed.map((one) => String(propertyOf(one, 'HotFixID') ?? ''))
}

/** The registry knows its names in any case. */
function valueNamed(key: Plain | undefined, name: string): Plain | undefined {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return undefined
  return Object.entries(key).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1]
}
