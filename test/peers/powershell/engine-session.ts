import { startPowerShell } from '#lib/protocols/psrp/process-transport.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'

/** Our client on Microsoft's server: a process of its own, which ends with the session. */
export function engineSession(program: string, initial?: string): PowerShellSession {
  const command = [program, 'serve', ...(initial ? [initial] : [])] as const
  return new PowerShellSession('engine', () => startPowerShell(command))
}
