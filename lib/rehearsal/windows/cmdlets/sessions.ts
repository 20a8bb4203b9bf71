import { accountOf } from '../accounts.ts'
import {
  type CmdletCall,
  CmdletError,
  type Cmdlets,
  isSwitched,
  textParameter,
  textParameters,
} from '../powershell/cmdlet.ts'
import { iisRestartsOf, isBroken } from '../powershell/remote-session.ts'
import { notSimulated } from '../powershell/script-error.ts'
import type { RemoteSession } from '../powershell/session.ts'
import { Credential, enumValue, listOf, NetObject, propertyOf, textOf, type Value } from '../powershell/value.ts'
import type { WindowsHost } from '../windows-host.ts'
import { invalid, report } from './faults.ts'

/**
 * Sessions to Exchange's own endpoint, made from the host's default one with an explicit credential: the way around the
 * second hop, where the credential of the first does not reach.
 */
export const sessionCmdlets: Cmdlets = {
  'New-PSSession': { run: newSession },
  'Import-PSSession': { run: importSession },
  'Get-PSSession': { run: getSession },
  'Remove-PSSession': { run: removeSession },
}

function getSession(call: CmdletCall): void {
  for (const session of call.session.remoteSessions) call.streams.output(sessionObject(session, call.host))
}

function newSession(call: CmdletCall): void {
  const uri = textParameter(call, 'ConnectionUri')
  if (textParameter(call, 'ConfigurationName') !== 'Microsoft.Exchange' || !uri)
    throw notSimulated('a New-PSSession to anything but Microsoft.Exchange')
  const { exchange } = call.host.directory.read()
  const asked = URL.canParse(uri) ? new URL(uri) : undefined
  const found = Object.entries(exchange.servers).find(
    ([, { fqdn }]) => fqdn.toLowerCase() === asked?.hostname.toLowerCase(),
  )
  if (!found || !/^\/powershell\/?$/i.test(asked?.pathname ?? ''))
    throw cannotConnect(asked?.hostname ?? uri, unresolved)
  const credential = call.parameters.get('Credential')
  // The logon of a network session is not passed on, and a wrong password is refused just like it.
  if (
    !(credential instanceof Credential) ||
    !accountOf(call.host.config, credential.userName, credential.password.plain)
  )
    throw cannotConnect(
      asked?.hostname ?? uri,
      'Access is denied. For more information, see the about_Remote_Troubleshooting Help topic.',
    )

  const session: RemoteSession = {
    id: call.session.remoteSessions.length + 1,
    server: found[0],
    open: true,
    iisRestarts: iisRestartsOf(call.host, found[0]),
  }
  call.session.remoteSessions.push(session)
  call.streams.output(sessionObject(session, call.host))
}

function importSession(call: CmdletCall): void {
  const [given] = listOf(call.parameters.get('Session'))
  const session = call.session.remoteSessions.find(({ id }) => String(id) === textOf(propertyOf(given ?? null, 'Id')))
  if (!session?.open || isBroken(session, call.host))
    throw invalid('The session must be open to import commands from it.')
  const known = Object.keys(call.host.commands.exchange)
  const asked = textParameters(call, 'CommandName')
  const names = asked.length > 0 ? asked : known
  for (const name of names) {
    const found = known.find((one) => one.toLowerCase() === name.toLowerCase())
    if (!found) throw notSimulated(`Import-PSSession of ${name}`)
    call.session.imported.set(found.toLowerCase(), session)
  }
  if (!isSwitched(call, 'DisableNameChecking') && asked.length === 0) call.streams.text('warning', uncommonVerbs)
  call.streams.output(
    new NetObject(
      ['System.Management.Automation.PSModuleInfo'],
      { ModuleType: 'Script', Name: 'tmp_exchange', ExportedCommands: [...names] },
      { text: 'tmp_exchange' },
    ),
  )
}

function removeSession(call: CmdletCall): void {
  const given = listOf(call.parameters.get('Session')).map((one) => textOf(propertyOf(one, 'Id')))
  const asked = [...given, ...textParameters(call, 'Id')]
  for (const id of asked) {
    const session = call.session.remoteSessions.find((one) => String(one.id) === id)
    if (!session) report(call, 'Remove-PSSession', noSession(id))
    else session.open = false
  }
}

function sessionObject(session: RemoteSession, host: WindowsHost): NetObject {
  const { id, server } = session
  const [state, number] = !session.open ? ['Closed', 3] : isBroken(session, host) ? ['Broken', 5] : ['Opened', 2]
  return new NetObject(
    ['System.Management.Automation.Runspaces.PSSession'],
    {
      State: enumValue('System.Management.Automation.Runspaces.RunspaceState', state, number),
      ComputerName: server.toLowerCase(),
      ConfigurationName: 'Microsoft.Exchange',
      Id: id,
      Name: `Session${id}`,
      Availability: state === 'Opened' ? 'Available' : 'None',
    },
    { text: `[PSSession]Session${id}` },
  )
}

function cannotConnect(server: string, because: string): CmdletError {
  return new CmdletError({
    message: `[${server}] Connecting to remote server ${server} failed with the following error message : ${because}`,
    exception: 'System.Management.Automation.Remoting.PSRemotingTransportException',
    id: because.startsWith('Access') ? 'AccessDenied,PSSessionOpenFailed' : 'WinRMOperationTimeout,PSSessionOpenFailed',
    category: 'OpenError',
    target: server,
  })
}

function noSession(id: string): {
  message: string
  exception: string
  id: string
  category: 'InvalidArgument'
  target: Value
} {
  return {
    message: `The session with the Session Id ${id} is not available. This error occurs because there is no open session in the runspace that matches the specified session id.`,
    exception: 'System.ArgumentException',
    id: 'RemoteRunspaceNotAvailableForSpecifiedSessionId',
    category: 'InvalidArgument',
    target: id,
  }
}

const unresolved =
  'The WinRM client cannot process the request because the server name cannot be resolved. For more information, see the about_Remote_Troubleshooting Help topic.'
const uncommonVerbs =
  "The names of some imported commands from the module 'tmp_exchange' include unapproved verbs that might make them less discoverable. To find the commands with unapproved verbs, run the Import-Module command again with the Verbose parameter. For a list of approved verbs, type Get-Verb."
