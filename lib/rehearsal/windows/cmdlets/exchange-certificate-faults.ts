import { type CmdletCall, CmdletError, type CmdletFault } from '../powershell/cmdlet.ts'
import type { WindowsHost } from '../windows-host.ts'
import { exchangeFault } from './exchange-faults.ts'

/** The service host of an Exchange server answers these cmdlets by RPC, and so it begins what it says. */
export function rpcFault(host: WindowsHost, message: string): CmdletFault {
  return {
    ...exchangeFault(
      host,
      'InvalidOperationException',
      `A special Rpc error occurs on server ${host.config.name.toUpperCase()}: ${message}`,
    ),
    exception: 'System.InvalidOperationException',
    category: 'InvalidArgument',
  }
}

export function rpcError({ host }: CmdletCall, message: string): CmdletError {
  return new CmdletError(rpcFault(host, message))
}

export function thumbprintNotFound(thumbprint: string): string {
  return `The certificate with thumbprint ${thumbprint} was not found.`
}

export function unfit(thumbprint: string, reason: string): string {
  return `The certificate with thumbprint ${thumbprint} was found but is not valid for use with Exchange Server (reason: ${reason}).`
}
