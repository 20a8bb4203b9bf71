import { setTimeout as pause } from 'node:timers/promises'
import type { ClientChannel } from 'ssh2'
import { Failure } from '#lib/failure.ts'
import type { Secret } from '#lib/secret.ts'
import type { Command, CommandResult } from '#lib/wizard/hosts.ts'
import type { Start } from './become-root.ts'
import { nameOf } from './command-line.ts'
import { type Conversation, converse, type Ended } from './converse.ts'
import type { CommandChannel } from './open-channel.ts'
import { noSudoPassword, notStarted, wrongSudoPassword } from './sudo-refusal.ts'

export type Who = { host: string; user: string; sudoPassword: Secret | undefined }

export type Execution = {
  who: Who
  command: Command
  start: Start
  on: CommandChannel
  input?: Uint8Array
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void
  signal: AbortSignal | undefined
  /** Called with the process group of a command that was aborted; returns when it has ended. Never throws. */
  kill(group: number): Promise<void>
  /** What to throw when the channel closes without an exit code. */
  broken(): Failure
}

/** A command that is aborted before it has said its process group is given so long to say it. */
const GROUP_MS = 3000

/** Runs one command on its channel to its end. Rejects with the signal's reason, once the aborted command has been ended. */
export async function execute(execution: Execution): Promise<CommandResult> {
  const { who, start, on, input = new Uint8Array(), onLine, signal } = execution
  const sudo = sudoAnswers(who, start, on.channel)
  const talk = converse(on, start.mark, {
    onLine,
    onStarted: () => void on.channel.end(input),
    onWaiting: sudo.hear,
  })
  const abort = aborted(execution, talk)
  try {
    const ended = await Promise.race([talk.ended, abort.promise])
    // Ending an aborted command also ends its channel: the abort has the last word.
    if (signal?.aborted) return await abort.promise
    return result(execution, ended, sudo.refusal())
  } finally {
    signal?.removeEventListener('abort', abort.begin)
  }
}

/** Answers sudo's first question with the password and ends the conversation at the second: the password was wrong. */
function sudoAnswers(who: Who, { prompt }: Start, channel: ClientChannel) {
  let answered = 0
  let refusal: Failure | undefined
  return {
    refusal: () => refusal,
    hear(said: string) {
      const asked = prompt ? said.split(prompt).length - 1 : 0
      if (asked <= answered) return
      answered = asked
      if (asked === 1 && who.sudoPassword) return void channel.write(`${who.sudoPassword.reveal()}\n`)
      refusal ??= asked === 1 ? noSudoPassword(who) : wrongSudoPassword(who)
      channel.end()
    },
  }
}

function aborted({ on, signal, kill }: Execution, talk: Conversation) {
  const { promise, reject } = Promise.withResolvers<never>()
  let over = false
  void on.exited.then(() => {
    over = true
  })
  const begin = async () => {
    const started = await Promise.race([talk.group, pause(GROUP_MS, undefined, { ref: false })])
    // The number of a group that has ended may be another's by now.
    if (started !== undefined && !over) await kill(started)
    on.channel.close()
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', begin, { once: true })
  if (signal?.aborted) void begin()
  return { promise, begin }
}

function result(execution: Execution, ended: Ended, refusal: Failure | undefined): CommandResult {
  const { who, command, broken } = execution
  const { exitCode, stdout, stderr } = ended
  if (refusal) throw refusal
  if (exitCode === null) throw broken()
  if (ended.refusal !== undefined) throw notStarted({ ...who, said: ended.refusal, exitCode })
  if (!stdout.overflowed && !stderr.overflowed) return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
  throw new Failure('quota', {
    message: `${nameOf(command)} on ${who.host} ended with ${exitCode}, but printed more than the 8 MiB that are kept.`,
    remedy: 'Look on the machine why it prints so much.',
  })
}
