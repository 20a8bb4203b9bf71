import type { HostState, KeptService, RegistryValue } from './host-state.ts'

/** Where IIS says which of its components are installed. */
const setup = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\InetStp'
export const webRoot = 'C:\\inetpub\\wwwroot'

/** Windows' features of a plain web server, by the names that DISM has for them, and the component of IIS that each is. */
const features: Readonly<Record<string, string | undefined>> = {
  'IIS-WebServerRole': undefined,
  'IIS-WebServer': 'W3SVC',
  'IIS-CommonHttpFeatures': undefined,
  'IIS-StaticContent': 'StaticContent',
  'IIS-DefaultDocument': 'DefaultDocument',
}

const parents: Readonly<Record<string, string>> = {
  'IIS-WebServer': 'IIS-WebServerRole',
  'IIS-CommonHttpFeatures': 'IIS-WebServer',
  'IIS-StaticContent': 'IIS-CommonHttpFeatures',
  'IIS-DefaultDocument': 'IIS-CommonHttpFeatures',
}

export function knownFeature(name: string): string | undefined {
  return Object.keys(features).find((one) => one.toLowerCase() === name.toLowerCase())
}

/** `false`: something above it is not installed, and nothing is changed. */
export function enableFeatures(draft: HostState, names: readonly string[], withParents: boolean): boolean {
  const wanted = new Set(names)
  for (const name of wanted) {
    const above = parents[name]
    if (!above || wanted.has(above) || isEnabled(draft, above)) continue
    if (!withParents) return false
    wanted.add(above)
  }
  const components = componentsOf(draft)
  for (const name of wanted) components[features[name] ?? name] = { kind: 'DWord', value: 1 }
  if (components.W3SVC) installServices(draft)
  return true
}

/** Takes a feature away with everything below it. The files of the site stay. */
export function disableFeature(draft: HostState, name: string): void {
  const components = componentsOf(draft)
  for (const one of Object.keys(features)) if (isWithin(one, name)) delete components[features[one] ?? one]
  if (components.W3SVC) return
  for (const service of Object.keys(webServices)) delete draft.services[service]
  if (Object.keys(components).length > 0) return
  delete draft.registry[`${setup}\\Components`]
  delete draft.registry[setup]
}

function isWithin(one: string, name: string): boolean {
  if (one === name) return true
  const above = parents[one]
  return above !== undefined && isWithin(above, name)
}

/** Whether port 80 answers with files. */
export function servesFiles({ services, registry }: Readonly<HostState>): boolean {
  return services.W3SVC?.status === 'Running' && registry[`${setup}\\Components`]?.StaticContent?.value === 1
}

function isEnabled(state: Readonly<HostState>, name: string): boolean {
  return state.registry[`${setup}\\Components`]?.[features[name] ?? name]?.value === 1
}

function componentsOf(draft: HostState): Record<string, RegistryValue> {
  draft.registry[setup] ??= {
    InstallPath: { kind: 'String', value: 'C:\\Windows\\system32\\inetsrv' },
    MajorVersion: { kind: 'DWord', value: 8 },
    MinorVersion: { kind: 'DWord', value: 5 },
    PathWWWRoot: { kind: 'ExpandString', value: webRoot },
  }
  const components = draft.registry[`${setup}\\Components`] ?? {}
  draft.registry[`${setup}\\Components`] = components
  return components
}

function installServices(draft: HostState): void {
  for (const [name, service] of Object.entries(webServices)) draft.services[name] ??= { ...service }
  for (const folder of ['C:\\inetpub', webRoot]) draft.files[folder] ??= null
  draft.files[`${webRoot}\\iisstart.htm`] ??= Buffer.from('<title>IIS Windows Server</title>\r\n').toString('base64')
  const site = { site: 'Default Web Site', protocol: 'http' as const, port: 80 }
  if (!draft.iis.bindings.some(({ protocol, port }) => protocol === 'http' && port === 80))
    draft.iis.bindings.push(site)
}

const service = (displayName: string, dependsOn: string[] = []): KeptService => ({
  displayName,
  status: 'Running',
  startMode: 'Automatic',
  dependsOn,
})
const webServices: Readonly<Record<string, KeptService>> = {
  WAS: service('Windows Process Activation Service'),
  W3SVC: service('World Wide Web Publishing Service', ['WAS', 'HTTP']),
}
