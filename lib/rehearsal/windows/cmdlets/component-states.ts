import type { ServiceName } from '../../exchange/services.ts'
import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { enumValue, NetObject, type Value } from '../powershell/value.ts'
import type { ClientAccessServer, ComponentState } from '../state/client-access.ts'
import type { WindowsHost } from '../windows-host.ts'
import { exchangeFault, objectNotFound } from './exchange-faults.ts'
import { answer, identityOf, isNamed, isWhatIf } from './exchange-object.ts'

export const componentStateCmdlets: Cmdlets = {
  'Get-ServerComponentState': { run: get },
  'Set-ServerComponentState': { run: set },
}

/** Whether the component behind a service's health page is out, by itself or with the whole server. */
export function isInactive({ config, directory }: WindowsHost, service: ServiceName): boolean {
  const server = directory.read().clientAccess.servers[config.name.toUpperCase()]
  return server !== undefined && stateOf(server, proxies[service]) !== 'Active'
}

const proxies: Record<ServiceName, string> = {
  owa: 'OwaProxy',
  ecp: 'EcpProxy',
  ews: 'EwsProxy',
  mapi: 'MapiProxy',
  rpc: 'RpcProxy',
  oab: 'OabProxy',
  autodiscover: 'AutoDiscoverProxy',
  'microsoft-server-activesync': 'ActiveSyncProxy',
  powershell: 'RpsProxy',
}

function get(call: CmdletCall): void {
  const { name, fqdn, server } = serverOf(call)
  const asked = textParameter(call, 'Component')
  const found = Object.keys(server.components).filter((component) => !asked || isNamed(asked, component))
  const objects = found.map((component) => componentObject(`${name}\\${component}`, fqdn, component, server))
  answer(call, 'Get-ServerComponentState', asked, objects)
}

async function set(call: CmdletCall): Promise<void> {
  const { name, server } = serverOf(call)
  const asked = textParameter(call, 'Component') ?? ''
  const component = Object.keys(server.components).find((one) => isNamed(asked, one))
  if (!component) throw refused(call, `"${asked}" isn't a component of server ${name}.`)
  const requester = requesters.find((one) => isNamed(textParameter(call, 'Requester') ?? '', one))
  if (!requester) throw refused(call, `The requester must be one of ${requesters.join(', ')}.`)
  const state = states.find((one) => one === textParameter(call, 'State'))
  if (!state || isWhatIf(call)) return
  await call.host.directory.change(({ clientAccess }) => {
    const kept = clientAccess.servers[name]?.components[component]
    if (kept) kept[requester] = state
  })
}

const states: readonly ComponentState[] = ['Active', 'Inactive', 'Draining']
const requesters = ['HealthAPI', 'Maintenance', 'Sidelined', 'Functional', 'Deployment']

function serverOf(call: CmdletCall): { name: string; fqdn: string; server: ClientAccessServer } {
  const asked = identityOf(call) ?? ''
  const { exchange, clientAccess } = call.host.directory.read()
  const found = Object.entries(exchange.servers).find(([name, { fqdn }]) => isNamed(asked, name, fqdn))
  const server = found && clientAccess.servers[found[0]]
  if (!server) throw new CmdletError(objectNotFound(asked, call.host))
  return { name: found[0], fqdn: found[1].fqdn, server }
}

/** One requester that holds it back is enough; ServerWideOffline takes everything but the watchers with it. */
function stateOf(server: ClientAccessServer, component: string): ComponentState {
  const isWatcher = ['ServerWideOffline', 'Monitoring', 'RecoveryActionsEnabled'].includes(component)
  const asked = Object.values(server.components[component] ?? {})
  const all = isWatcher ? asked : [...asked, ...Object.values(server.components.ServerWideOffline ?? {})]
  return all.includes('Inactive') ? 'Inactive' : all.includes('Draining') ? 'Draining' : 'Active'
}

function componentObject(identity: string, fqdn: string, component: string, server: ClientAccessServer): Value {
  const state = stateOf(server, component)
  return new NetObject(
    ['Microsoft.Exchange.Data.ApplicationLogic.ServerComponentStatePresentationObject'],
    {
      ServerFqdn: fqdn,
      Component: component,
      State: enumValue('Microsoft.Exchange.Data.ApplicationLogic.ServiceState', state, states.indexOf(state)),
      LocalStates: Object.entries(server.components[component] ?? {}).map(
        ([requester, held]) => `${requester}:${held}`,
      ),
      Identity: identity,
      IsValid: true,
    },
    { text: identity },
  )
}

const refused = ({ host }: CmdletCall, message: string) =>
  new CmdletError(exchangeFault(host, 'ArgumentException', message))
