import { type CmdletCall, CmdletError, type Cmdlets, isSwitched, textParameters } from '../powershell/cmdlet.ts'
import { wildcard } from '../powershell/operators.ts'
import { enumValue, listOf, NetObject, propertyOf, textOf } from '../powershell/value.ts'
import type { HostState, KeptService } from '../state/host-state.ts'
import { report } from './faults.ts'

export const serviceCmdlets: Cmdlets = {
  'Get-Service': {
    run: (call) => eachService(call, 'Get-Service', (name) => call.streams.output(serviceAt(call, name))),
  },
  'Start-Service': { run: (call) => turn(call, 'Start-Service', ['Running']) },
  'Stop-Service': { run: (call) => turn(call, 'Stop-Service', ['Stopped']) },
  'Restart-Service': { run: (call) => turn(call, 'Restart-Service', ['Stopped', 'Running']) },
}

type Status = KeptService['status']

function eachService(call: CmdletCall, cmdlet: string, act: (name: string) => void): void {
  const { services } = call.host.state.read()
  const piped = listOf(call.parameters.get('InputObject')).map((one) => textOf(propertyOf(one, 'Name')))
  const asked = [...textParameters(call, 'Name'), ...piped]
  const shown = textParameters(call, 'DisplayName')
  const isAll = asked.length === 0 && shown.length === 0
  for (const pattern of isAll ? ['*'] : asked) each(pattern, (name) => name, 'NoServiceFoundForGivenName', 'name')
  for (const pattern of shown)
    each(pattern, (_, { displayName }) => displayName, 'NoServiceFoundForGivenDisplayName', 'display name')

  function each(pattern: string, subject: (name: string, service: KeptService) => string, id: string, word: string) {
    const fits = wildcard(pattern)
    const found = Object.entries(services).filter(([name, service]) => fits.test(subject(name, service)))
    for (const [name] of found.sort(([a], [b]) => a.localeCompare(b))) act(name)
    if (found.length > 0 || /[*?]/.test(pattern)) return
    report(call, cmdlet, {
      message: `Cannot find any service with service ${word} '${pattern}'.`,
      exception: 'Microsoft.PowerShell.Commands.ServiceCommandException',
      id,
      category: 'ObjectNotFound',
      target: pattern,
    })
  }
}

async function turn(call: CmdletCall, cmdlet: string, steps: readonly Status[]): Promise<void> {
  const names: string[] = []
  eachService(call, cmdlet, (name) => names.push(name))
  for (const name of names) {
    for (const status of steps)
      await call.host.state.change((draft) => setStatus(draft, name, status, isSwitched(call, 'Force')))
    await call.host.web?.follow()
    if (isSwitched(call, 'PassThru')) call.streams.output(serviceAt(call, name))
  }
}

function setStatus(draft: HostState, name: string, status: Status, isForced: boolean): void {
  const service = draft.services[name]
  if (!service) return
  if (status === 'Running') {
    if (service.startMode === 'Disabled') throw cannotStart(name, service)
    for (const below of service.dependsOn) setStatus(draft, below, 'Running', isForced)
  } else {
    const above = dependents(draft, name)
    if (above.length > 0 && !isForced) throw hasDependents(name, service)
    for (const one of above) setStatus(draft, one, 'Stopped', true)
  }
  service.status = status
}

function serviceAt({ host }: CmdletCall, name: string): NetObject {
  const state = host.state.read()
  const service = state.services[name]
  const running = service?.status === 'Running'
  return new NetObject(
    ['System.ServiceProcess.ServiceController', 'System.ComponentModel.Component', 'System.MarshalByRefObject'],
    {
      Name: name,
      RequiredServices: (service?.dependsOn ?? []).map((one) => one),
      CanPauseAndContinue: false,
      CanShutdown: running,
      CanStop: running,
      DisplayName: service?.displayName ?? name,
      DependentServices: dependents(state, name, false),
      MachineName: '.',
      ServiceName: name,
      ServicesDependedOn: service?.dependsOn ?? [],
      Status: enumValue('System.ServiceProcess.ServiceControllerStatus', service?.status ?? 'Stopped', running ? 4 : 1),
      ServiceType: enumValue('System.ServiceProcess.ServiceType', 'Win32ShareProcess', 32),
      StartType: enumValue(
        'System.ServiceProcess.ServiceStartMode',
        service?.startMode ?? 'Manual',
        startModes[service?.startMode ?? 'Manual'],
      ),
    },
    { text: 'System.ServiceProcess.ServiceController' },
  )
}

function dependents({ services }: Readonly<HostState>, name: string, onlyRunning = true): string[] {
  const above = Object.entries(services).filter(([, { dependsOn }]) => dependsOn.includes(name))
  return above.filter(([, { status }]) => !onlyRunning || status === 'Running').map(([one]) => one)
}

const startModes: Record<KeptService['startMode'], number> = { Automatic: 2, Manual: 3, Disabled: 4 }

function cannotStart(name: string, { displayName }: KeptService): CmdletError {
  return new CmdletError({
    message: `Service '${displayName} (${name})' cannot be started due to the following error: Cannot start service ${name} on computer '.'.`,
    exception: 'Microsoft.PowerShell.Commands.ServiceCommandException',
    id: 'CouldNotStartService',
    category: 'OpenError',
    target: name,
  })
}

function hasDependents(name: string, { displayName }: KeptService): CmdletError {
  return new CmdletError({
    message: `Cannot stop service '${displayName} (${name})' because it has dependent services. It can only be stopped if the Force flag is set.`,
    exception: 'Microsoft.PowerShell.Commands.ServiceCommandException',
    id: 'ServiceHasDependentServices',
    category: 'InvalidOperation',
    target: name,
  })
}
