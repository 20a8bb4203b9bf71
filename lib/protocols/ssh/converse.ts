import { constants } from 'node:os'
import { lineSplitter } from './lines.ts'
import type { CommandChannel } from './open-channel.ts'
import { type Output, output } from './output.ts'
import { startGate } from './start-gate.ts'

export type Ended = {
  /** 128 and the signal's number where a signal ended it; null where the channel closed without a word. */
  exitCode: number | null
  /** What came before the command was started; undefined once it was. */
  refusal: string | undefined
  stdout: Output
  stderr: Output
}

export type Conversation = {
  /** The command's process group; undefined where it never came to that. */
  readonly group: Promise<number | undefined>
  readonly ended: Promise<Ended>
}

type Listeners = {
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void
  onStarted(): void
  /** All that has been said so far by what stands before the command. */
  onWaiting(said: string): void
}

/** A background process may hold the output open after its command has ended: silence of this length closes it. */
const QUIET_MS = 1000

/** Listens to one command from its start to its end. */
export function converse(
  { channel, exited }: CommandChannel,
  mark: string,
  { onLine, onStarted, onWaiting }: Listeners,
): Conversation {
  const group = Promise.withResolvers<number | undefined>()
  const ended = Promise.withResolvers<Ended>()
  const [stdout, stderr] = [output(), output()]
  let quiet: NodeJS.Timeout | undefined

  const stream = (name: 'stdout' | 'stderr', kept: Output) => {
    const lines = lineSplitter((line) => onLine?.(line, name))
    const heard = (chunk: Buffer) => {
      quiet?.refresh()
      kept.push(chunk)
      lines.push(chunk)
    }
    return { heard, end: () => lines.end() }
  }
  const [out, err] = [stream('stdout', stdout), stream('stderr', stderr)]
  const outGate = startGate(mark, { opened: () => {}, after: out.heard })
  const errGate = startGate(mark, {
    opened: (rest) => {
      group.resolve(Number(rest))
      onStarted()
    },
    after: err.heard,
    waiting: onWaiting,
  })

  channel.on('data', outGate.push)
  channel.stderr.on('data', errGate.push)
  void exited.then(() => {
    quiet = setTimeout(() => channel.close(), QUIET_MS)
  })
  channel.on('close', (code: number | null | undefined, name?: string) => {
    clearTimeout(quiet)
    out.end()
    err.end()
    group.resolve(undefined)
    const refusal = errGate.open ? undefined : `${outGate.before()}${errGate.before()}`
    ended.resolve({ exitCode: exitCodeOf(code, name), refusal, stdout, stderr })
  })

  return { group: group.promise, ended: ended.promise }
}

function exitCodeOf(code: number | null | undefined, name: string | undefined): number | null {
  if (code === undefined) return null
  const signals: Record<string, number> = constants.signals
  return code ?? 128 + (signals[name ?? ''] ?? 0)
}
