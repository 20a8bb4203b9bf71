import { NetObject, type Value } from '../powershell/value.ts'
import { keptPath } from '../state/files.ts'
import type { HostState, RegistryValue } from '../state/host-state.ts'
import type { WindowsHost } from '../windows-host.ts'
import { certificateObject } from './certificate-object.ts'
import { keptCertificate, keptKey, type Location } from './location.ts'

/** The .NET object of an item that is there. */
export function itemAt({ state }: WindowsHost, place: Location): NetObject {
  const now = state.read()
  if (place.provider === 'registry') return keyItem(now, keptKey(now, place.path) ?? place.path)
  if (place.provider === 'certificate') return certificateItem(now, place.path)
  return fileItem(now, keptPath(now, place.path) ?? place.path)
}

/** The values of a registry key as Get-ItemProperty gives them, all or those that are named. */
export function keyProperties(state: Readonly<HostState>, key: string, names?: readonly string[]): NetObject {
  const values = Object.entries(state.registry[key] ?? {})
  const wanted = names?.map((name) => name.toLowerCase())
  const shown = values.filter(([name]) => !wanted || wanted.includes(name.toLowerCase()))
  return new NetObject(['System.Management.Automation.PSCustomObject'], {
    ...Object.fromEntries(shown.map(([name, value]) => [name, registryData(value)])),
    ...providerProperties('Microsoft.PowerShell.Core\\Registry', key),
  })
}

export function providerProperties(provider: string, path: string): Record<string, Value> {
  return {
    PSPath: `${provider}::${path}`,
    PSParentPath: `${provider}::${path.replace(/\\[^\\]*$/, '')}`,
    PSChildName: path.split('\\').at(-1) ?? path,
    PSProvider: provider,
  }
}

function registryData({ kind, value }: RegistryValue): Value {
  if (kind === 'Binary') return new Uint8Array(Buffer.from(String(value), 'base64'))
  if (kind === 'QWord') return BigInt(Number(value))
  return value
}

function keyItem(state: Readonly<HostState>, key: string): NetObject {
  const names = Object.keys(state.registry[key] ?? {})
  const below = Object.keys(state.registry).filter((one) => one.toLowerCase().startsWith(`${key.toLowerCase()}\\`))
  return new NetObject(
    ['Microsoft.Win32.RegistryKey', 'System.MarshalByRefObject'],
    {
      SubKeyCount: below.filter((one) => !one.slice(key.length + 1).includes('\\')).length,
      ValueCount: names.length,
      Name: key,
      Property: names,
      PSIsContainer: true,
      ...providerProperties('Microsoft.PowerShell.Core\\Registry', key),
    },
    { text: key },
  )
}

function certificateItem(state: Readonly<HostState>, path: string): NetObject {
  const { store, thumbprint } = keptCertificate(state, path)
  const kept = store && thumbprint ? state.certificates[store]?.[thumbprint] : undefined
  if (kept && store) return certificateObject(kept, store)
  return new NetObject(['Microsoft.PowerShell.Commands.X509StoreLocation'], {
    Name: store ?? 'LocalMachine',
    PSIsContainer: true,
  })
}

function fileItem(state: Readonly<HostState>, path: string): NetObject {
  const content = state.files[path]
  const isFolder = content === null
  const name = path.split('\\').at(-1) || path
  return new NetObject(
    [
      isFolder ? 'System.IO.DirectoryInfo' : 'System.IO.FileInfo',
      'System.IO.FileSystemInfo',
      'System.MarshalByRefObject',
    ],
    {
      Name: name,
      ...(!isFolder && {
        Length: Buffer.from(content ?? '', 'base64').length,
        DirectoryName: path.replace(/\\[^\\]*$/, ''),
      }),
      FullName: path,
      Extension: isFolder ? '' : (/\.[^.]*$/.exec(name)?.[0] ?? ''),
      Exists: true,
      PSIsContainer: isFolder,
      ...providerProperties('Microsoft.PowerShell.Core\\FileSystem', path),
    },
    { text: path },
  )
}
