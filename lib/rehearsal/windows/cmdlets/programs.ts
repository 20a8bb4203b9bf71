import type { Argument } from '../powershell/bind-parameters.ts'
import type { Commands, Program } from '../powershell/cmdlet.ts'
import type { Scope } from '../powershell/scope.ts'
import { textOf } from '../powershell/value.ts'
import { restartIis } from '../state/iis.ts'
import type { WindowsHost } from '../windows-host.ts'
import { dism } from './dism.ts'
import { netsh } from './netsh.ts'

/** Programs that are not cmdlets: they write lines and leave an exit code behind. */
export const programs: Commands['programs'] = {
  certutil,
  dism,
  iisreset,
  netsh,
  hostname: (_, { streams, host, session }) => {
    streams.output(host.config.name)
    session.lastExitCode = 0
  },
  whoami: (_, { streams, host, session }) => {
    streams.output(`${host.config.domain.netbios}\\administrator`.toLowerCase())
    session.lastExitCode = 0
  },
}

/** Loaded when it is first called, for the sake of the hosts' memory. */
async function certutil(...[given, scope]: Parameters<Program>): Promise<void> {
  return (await import('./certutil.ts')).certutil(given, scope)
}

/** `iisreset [/restart|/stop|/start|/status] [/noforce] [/timeout:n]`; the first tries often fail, and so can these. */
async function iisreset(given: readonly Argument[], { host, session, streams }: Scope): Promise<void> {
  const words = given.map(({ value }) => textOf(value).toLowerCase())
  const unknown = words.find((word) => !/^\/(restart|noforce|status|timeout:\d+)$/.test(word))
  if (unknown || !host.state.read().services.W3SVC) {
    streams.output(unknown ? `Invalid parameter ${unknown}` : 'IIS is not installed on this computer.')
    session.lastExitCode = 1
    return
  }
  const isDone = await host.state.change(restartIis)
  if (isDone) await tellRestart(host)
  const lines = isDone
    ? [
        '',
        'Attempting stop...',
        'Internet services successfully stopped',
        'Attempting start...',
        'Internet services successfully restarted',
      ]
    : [
        '',
        'Attempting stop...',
        'Restart attempt failed.',
        'The service did not respond to the start or control request in a timely fashion. (2147943453, 8007041d)',
      ]
  for (const line of lines) streams.output(line)
  session.lastExitCode = isDone ? 0 : 1
}

/** Sessions to its /PowerShell die with it: those it serves itself, and those that other hosts have imported. */
async function tellRestart(host: WindowsHost): Promise<void> {
  await host.directory.change(({ clientAccess }) => {
    const server = clientAccess.servers[host.config.name.toUpperCase()]
    if (server) server.iisRestarts += 1
  })
  for (const told of host.iisRestarts) told()
}
