import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '#lib/failure.ts'
import type { Command, CommandOptions, CommandResult } from '#lib/wizard/hosts.ts'
import type { Log } from '#lib/wizard/step.ts'
import { startAsRoot } from './become-root.ts'
import { bytesOf } from './bytes.ts'
import { nameOf } from './command-line.ts'
import { lostConnection } from './connection-failure.ts'
import { END_GROUP_MS, endGroup } from './end-group.ts'
import { execute, type Who } from './execute.ts'
import { openChannel } from './open-channel.ts'
import type { Connection } from './open-connection.ts'
import type { Pooled } from './pooled-connection.ts'
import { seats } from './seats.ts'

/** What a connection that is lost on the way means: nothing was to be changed, or it is not known whether it was. */
type IfLost = 'unreachable' | 'outcome-unknown'

export type CommandRunner = (command: Command, ifLost: IfLost, options: CommandOptions) => Promise<CommandResult>

const ATTEMPTS = 20
const PAUSE_MS = 100

/** Runs commands as root on a shared connection, eight at a time; more wait for their turn. */
export function commandRunner(who: Who, pool: Pooled, log: Log): CommandRunner {
  const places = seats()

  const run = async (
    command: Command,
    ifLost: IfLost,
    options: CommandOptions,
    attempts = ATTEMPTS,
  ): Promise<CommandResult> => {
    const start = startAsRoot(who.user, command)
    const leave = await places.take(options.signal)
    try {
      const connection = await pool.get(options.signal)
      const on = await openChannel(connection, who.host, start.line)
      if (on)
        return await execute({
          who,
          command,
          start,
          on,
          input: options.input === undefined ? undefined : bytesOf(options.input),
          onLine: options.onLine,
          signal: options.signal,
          kill: (group) => kill(connection, command, group),
          broken: () => lostConnection(who.host, nameOf(command), ifLost, connection.lost),
        })
      if (attempts === 0) throw noChannel(who.host)
      // Alone and refused: sshd has not put away the last command yet.
      if (!places.shrink()) await pause(PAUSE_MS)
    } finally {
      leave()
    }
    return await run(command, ifLost, options, attempts - 1)
  }

  const kill = async (connection: Connection, command: Command, group: number) => {
    const ended = await end(connection, group).catch(() => false)
    const name = nameOf(command)
    if (!ended) log(`${name} may still be running (process group ${group})`, { host: who.host, level: 'error' })
  }

  const end = async (connection: Connection, group: number) => {
    const command = endGroup(group)
    const start = startAsRoot(who.user, command)
    const on = await openChannel(connection, who.host, start.line)
    if (!on) return false
    const { exitCode } = await execute({
      who,
      command,
      start,
      on,
      signal: AbortSignal.timeout(END_GROUP_MS),
      kill: async () => {},
      broken: () => lostConnection(who.host, 'the end of a command', 'unreachable', connection.lost),
    })
    return exitCode === 0
  }

  return (command, ifLost, options) => run(command, ifLost, endedByListener(options))
}

/** A listener that throws ends its command as an abort does, and its error is what the caller gets. */
function endedByListener({ onLine, signal, ...rest }: CommandOptions): CommandOptions {
  if (!onLine) return { signal, ...rest }
  const failed = new AbortController()
  return {
    ...rest,
    signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal,
    onLine(line, stream) {
      if (failed.signal.aborted) return
      try {
        onLine(line, stream)
      } catch (error) {
        failed.abort(error)
      }
    },
  }
}

const noChannel = (host: string) =>
  new Failure('host-unfit', {
    message: `${host} takes no command on the SSH connection.`,
    remedy: `Set MaxSessions in the sshd_config of ${host} to 10, its default, and reload sshd.`,
  })
