import { randomBytes, randomUUID } from 'node:crypto'
import type { CmdletFault } from '../powershell/cmdlet.ts'
import { timeOf, type WindowsHost } from '../windows-host.ts'

/** Exchange begins its error ids with the server, the request and the kind of failure. */
export function exchangeFault(host: WindowsHost, exception: string, message: string): CmdletFault {
  const at = timeOf(host).toISOString().slice(0, 19).replace('T', ' ')
  const request = `[Server=${host.config.name.toUpperCase()},RequestId=${randomUUID()},TimeStamp=${at}]`
  return {
    message,
    exception: `Microsoft.Exchange.Configuration.Tasks.${exception}`,
    id: `${request} [FailureCategory=Cmdlet-${exception}] ${randomBytes(4).toString('hex').toUpperCase()}`,
    category: 'NotSpecified',
  }
}

export function objectNotFound(identity: string, host: WindowsHost): CmdletFault {
  return exchangeFault(
    host,
    'ManagementObjectNotFoundException',
    `The operation couldn't be performed because object '${identity}' couldn't be found on '${host.config.domainController}.${host.config.domain.dns}'.`,
  )
}
