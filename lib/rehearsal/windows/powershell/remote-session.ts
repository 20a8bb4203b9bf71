import type { WindowsHost } from '../windows-host.ts'
import { PowerShellError } from './error-record.ts'
import type { RemoteSession } from './session.ts'

/** The server's IIS has restarted since: the shell at the other end is gone, and this end does not know it yet. */
export function isBroken({ server, iisRestarts }: RemoteSession, host: WindowsHost): boolean {
  return iisRestarts !== iisRestartsOf(host, server)
}

export function iisRestartsOf({ directory }: WindowsHost, server: string): number {
  return directory.read().clientAccess.servers[server]?.iisRestarts ?? 0
}

/** What an imported cmdlet says whose session is broken. */
export function sessionBroken({ server }: RemoteSession, { config }: WindowsHost): PowerShellError {
  const fqdn = `${server}.${config.domain.dns}`.toLowerCase()
  return new PowerShellError({
    message: `Starting a command on the remote server failed with the following error message : [${fqdn}] The WS-Management service cannot process the request because the request contained invalid selectors for the resource. For more information, see the about_Remote_Troubleshooting Help topic.`,
    exception: 'System.Management.Automation.Remoting.PSRemotingTransportException',
    fullyQualifiedErrorId: 'JobFailure',
    category: 'OperationStopped',
    activity: '',
    target: fqdn,
  })
}
