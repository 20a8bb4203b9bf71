import type { PublishedName } from '#lib/parts/published.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'

/** Where IIS says which of its components are installed, and where its default site lies. */
export const setupKey = 'HKLM:\\SOFTWARE\\Microsoft\\InetStp'
const componentsKey = `${setupKey}\\Components`

/** Answers a Boolean for each path. */
export const arePaths = (...paths: string[]): Cmd[] => [{ name: 'Test-Path', parameters: { LiteralPath: paths } }]

export const isIisThere = arePaths(componentsKey)

/** All values of the key: `StaticContent` is 1 where IIS serves files. */
export const iisComponents: Cmd[] = [{ name: 'Get-ItemProperty', parameters: { LiteralPath: componentsKey } }]

export const iisPlaces: Cmd[] = [{ name: 'Get-ItemProperty', parameters: { LiteralPath: setupKey } }]

export const webService: Cmd[] = [{ name: 'Get-Service', parameters: { Name: 'W3SVC' } }]
export const startWebService: Cmd[] = [{ name: 'Start-Service', parameters: { Name: 'W3SVC' } }]

/** The least of IIS that serves files. Its exit code comes last: 3010 is done, and a restart is due some day. */
export const installIis: Cmd[] = [
  {
    script:
      'dism.exe /Online /Enable-Feature /FeatureName:IIS-WebServerRole /FeatureName:IIS-WebServer /FeatureName:IIS-CommonHttpFeatures /FeatureName:IIS-StaticContent /NoRestart\n$LASTEXITCODE',
  },
]

export const removeIis: Cmd[] = [
  { script: 'dism.exe /Online /Disable-Feature /FeatureName:IIS-WebServerRole /NoRestart\n$LASTEXITCODE' },
]

export const filesIn = (folder: string): Cmd[] => [{ name: 'Get-ChildItem', parameters: { LiteralPath: folder } }]

export const readFile = (path: string): Cmd[] => [
  { name: 'Get-Content', parameters: { LiteralPath: path, Encoding: 'Byte', ReadCount: 0 } },
]

export const writeFile = (path: string, bytes: Uint8Array): Cmd[] => [
  { name: 'Set-Content', parameters: { LiteralPath: path, Value: bytes, Encoding: 'Byte' } },
]

export const removeFile = (path: string): Cmd[] => [{ name: 'Remove-Item', parameters: { LiteralPath: path } }]

export const renameFile = (path: string, newName: string): Cmd[] => [
  { name: 'Rename-Item', parameters: { LiteralPath: path, NewName: newName } },
]

export const localUrl = (name: PublishedName): string => `http://localhost/${name}`
