import type { ClientChannel } from 'ssh2'
import { Failure } from '#lib/failure.ts'
import { lostConnection } from './connection-failure.ts'
import type { Connection } from './open-connection.ts'

/** A channel on which a command runs. `exited` resolves when the command has ended; its output may go on. */
export type CommandChannel = { readonly channel: ClientChannel; readonly exited: Promise<void> }

/**
 * Asks the login shell of the user to run a line, on a channel of its own. `undefined`: the server has as many channels as
 * it takes on one connection (MaxSessions). Nothing has been run unless a channel is returned.
 */
export function openChannel(connection: Connection, host: string, line: string): Promise<CommandChannel | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<CommandChannel | undefined>()
  const lost = (cause: unknown) =>
    reject(lostConnection(host, 'the start of a command', 'unreachable', connection.lost ?? cause))

  const answered = (error: (Error & { reason?: unknown }) | undefined, channel: ClientChannel) => {
    // A short command has ended before whoever awaits the channel is woken: its end is listened for at once.
    if (!error) return resolve({ channel, exited: new Promise((ended) => channel.once('exit', () => ended())) })
    if (error.reason !== undefined && error.reason !== '') return resolve(undefined)
    if (connection.lost || error.message !== 'Unable to exec') return lost(error)
    reject(
      new Failure('access-denied', {
        message: `${host} lets this user log in but run no commands.`,
        remedy: 'Look for ForceCommand, a "command=" in authorized_keys or a nologin shell, or use another login.',
        cause: error,
      }),
    )
  }

  try {
    connection.client.exec(line, answered)
  } catch (error) {
    lost(error)
  }
  return promise
}
