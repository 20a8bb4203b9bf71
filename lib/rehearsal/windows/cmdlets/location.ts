import type { Session } from '../powershell/session.ts'
import { keptPath, tidy } from '../state/files.ts'
import type { HostState } from '../state/host-state.ts'

/** Where a PowerShell path leads. `path` is as the provider keeps it; a certificate's is `Root\THUMBPRINT`. */
export type Location = {
  provider: 'file' | 'registry' | 'certificate' | 'environment' | 'variable'
  path: string
  shown: string
}

const hives: Record<string, string> = { HKLM: 'HKEY_LOCAL_MACHINE', HKCU: 'HKEY_CURRENT_USER' }

/** Reads `C:\Temp`, `HKLM:\SOFTWARE`, `Registry::HKEY_LOCAL_MACHINE\…`, `Cert:\LocalMachine\Root\…`, `Env:NAME`. */
export function locate(text: string, session: Session): Location {
  const bare = text.replace(/^Microsoft\.PowerShell\.(Core|Security)\\/i, '')
  const registry = /^(?:Registry::(HKEY_\w+|HK\w\w)|(HK\w\w):)\\?(.*)$/i.exec(bare)
  if (registry) {
    const hive = (registry[1] ?? registry[2] ?? '').toUpperCase()
    const path = [hives[hive] ?? hive, ...segments(registry[3] ?? '')].join('\\')
    return { provider: 'registry', path, shown: path }
  }
  const certificate = /^(?:Certificate::|Cert:)\\?(?:LocalMachine|CurrentUser)?\\?(.*)$/i.exec(bare)
  if (certificate) return { provider: 'certificate', path: segments(certificate[1] ?? '').join('\\'), shown: text }
  const drive = /^(Env|Variable):\\?(.*)$/i.exec(bare)
  if (drive)
    return { provider: /^env$/i.test(drive[1] ?? '') ? 'environment' : 'variable', path: drive[2] ?? '', shown: text }

  const path = tidy(bare.replace(/^FileSystem::/i, ''))
  const absolute = /^([a-z]:|\\\\)/i.test(path) ? path : tidy(`${session.location}\\${path}`)
  return { provider: 'file', path: absolute, shown: absolute }
}

/** The registry key as it is kept, whatever the case it is asked with. */
export function keptKey(state: Readonly<HostState>, path: string): string | undefined {
  const wanted = path.toLowerCase()
  return Object.keys(state.registry).find((key) => key.toLowerCase() === wanted)
}

/** Store and thumbprint of a path in the certificate drive, as they are kept. */
export function keptCertificate(state: Readonly<HostState>, path: string): { store?: string; thumbprint?: string } {
  const [storeName = '', thumbprint = ''] = path.split('\\')
  const store = Object.keys(state.certificates).find((one) => one.toLowerCase() === storeName.toLowerCase())
  const found =
    store && thumbprint && state.certificates[store]?.[thumbprint.toUpperCase()] ? thumbprint.toUpperCase() : undefined
  return { ...(store && { store }), ...(found && { thumbprint: found }) }
}

/** Whether something is there. */
export function exists(state: Readonly<HostState>, { provider, path }: Location): boolean {
  if (provider === 'file') return keptPath(state, path) !== undefined
  if (provider === 'registry') return keptKey(state, path) !== undefined
  if (provider !== 'certificate') return false
  const { store, thumbprint } = keptCertificate(state, path)
  if (path === '') return true
  return path.includes('\\') ? thumbprint !== undefined : store !== undefined
}

function segments(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '')
}
