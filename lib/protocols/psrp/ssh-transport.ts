import type { Client } from 'ssh2'
import { Failure } from '#lib/failure.ts'
import { OutOfProcessTransport } from './out-of-process.ts'
import type { PsrpTransport } from './transport.ts'

/**
 * PowerShell 7 behind a server's SSH, over a connection whose host key has been approved: the subsystem that `sshd_config`
 * names `Subsystem powershell pwsh -sshs -NoLogo`. The connection stays with whoever made it.
 */
export async function sshPowerShell(client: Client, host: string): Promise<PsrpTransport> {
  const channel = await new Promise<import('ssh2').ClientChannel>((resolve, reject) => {
    client.subsys('powershell', (error, opened) => (error ? reject(noSubsystem(host, error)) : resolve(opened)))
  })
  return new OutOfProcessTransport(channel, { host, transport: 'ssh', login: 'key', sealed: 'ssh' })
}

function noSubsystem(host: string, cause: Error): Failure {
  return new Failure('not-found', {
    message: `SSH of ${host} has no subsystem "powershell".`,
    remedy: 'Add "Subsystem powershell pwsh -sshs -NoLogo" to its sshd_config, and start sshd anew.',
    cause,
  })
}
