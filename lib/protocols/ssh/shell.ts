import type { Secret } from '#lib/secret.ts'
import type { Command, CommandOptions, CommandResult, Shell } from '#lib/wizard/hosts.ts'
import type { Log } from '#lib/wizard/step.ts'
import { bytesOf } from './bytes.ts'
import { commandFailed } from './command-failed.ts'
import { commandLine } from './command-line.ts'
import { commandRunner } from './command-runner.ts'
import { connect } from './connect.ts'
import { plain } from './lines.ts'
import type { Login } from './login.ts'
import type { Place } from './place.ts'
import { pooled } from './pooled-connection.ts'
import { readCommand, readText } from './read-file.ts'
import { modeOf, ownerOf, writeCommand, written } from './write-file.ts'

export type OpenShell = Shell & { close(): void }

type Options = Place & {
  login: Login
  /** Of the login user, where it is not root and sudo asks for one. */
  sudoPassword?: Secret
  /** The host key fingerprint that a person has approved, as `SHA256:…`; without one nothing is sent to the machine. */
  approved: string | undefined
  log: Log
  /** Ends the opening. Commands are ended by the signals that they are given. */
  signal: AbortSignal
}

/**
 * Opens a machine for commands as root, over one connection that is kept and shared. A connection that is lost fails what
 * runs on it, and the next command opens a new one.
 * @throws Failure `unreachable`, `identity-unknown`, `identity-changed`, `auth-rejected`, `auth-unsupported`,
 * `access-denied`, `host-unfit`, `protocol`, `invalid`
 */
export async function openShell({ login, sudoPassword, approved, log, signal, ...place }: Options): Promise<OpenShell> {
  const { host } = place
  const connection = pooled(host, (closed) => connect({ place, login, approved, signal: closed }))
  const runner = commandRunner({ host, user: login.user, sudoPassword }, connection, log)
  const ask = (command: Command, options: CommandOptions = {}) => runner(command, 'unreachable', options)

  try {
    // Also proves, once and early, that the login shell runs commands and that sudo makes this user root.
    await ask(['true'], { signal })
  } catch (error) {
    connection.close()
    throw error
  }

  return {
    host,
    ask,
    close: () => connection.close(),

    async run(command, options = {}) {
      logCommand(log, host, command)
      const onLine: CommandOptions['onLine'] = (line, stream) => {
        log(plain(line), { host, level: 'output' })
        options.onLine?.(line, stream)
      }
      const result = await runner(command, 'outcome-unknown', { ...options, onLine })
      if (result.exitCode === 0) return result.stdout
      log(`ended with ${result.exitCode}`, { host, level: 'error' })
      throw commandFailed(host, command, result)
    },

    async read(path, options) {
      return readText(host, path, await ask(readCommand(path), options))
    },

    async write(path, content, options) {
      const input = bytesOf(content)
      const command = writeCommand(path, input, options, new Date())
      const result: CommandResult = await runner(command, 'outcome-unknown', { input, signal: options.signal })
      const previous = written(host, path, result)
      const kept = previous ? `, previous kept as ${previous}` : ''
      log(`wrote ${path} (${modeOf(options)} ${ownerOf(options)})${kept}`, { host, level: 'note' })
      return { previous }
    },
  }
}

/** As it can be run by hand; a script of several lines goes on as a shell would show it. */
function logCommand(log: Log, host: string, command: Command) {
  const [first = '', ...rest] = commandLine(command).split('\n')
  log(`$ ${plain(first)}`, { host, level: 'command' })
  for (const line of rest) log(`> ${plain(line)}`, { host, level: 'command' })
}
