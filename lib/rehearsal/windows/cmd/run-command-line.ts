import { setTimeout as pause } from 'node:timers/promises'
import { environmentOf } from '../state/environment.ts'
import { fileBytes } from '../state/files.ts'
import type { WindowsHost } from '../windows-host.ts'
import { runPowerShell } from './run-powershell.ts'

export type CommandContext = {
  host: WindowsHost
  /** Variables that the client gave its shell. */
  environment: Readonly<Record<string, string>>
  write(stream: 'stdout' | 'stderr', text: string): void
  stdin(): Promise<Buffer>
  signal: AbortSignal
}

/** Runs what a client gave its shell as `cmd /c` would, for the few programs that are there. Gives the exit code. */
export async function runCommandLine(line: string, context: CommandContext): Promise<number> {
  const [program = '', ...words] = wordsOf(line)
  const name = program
    .toLowerCase()
    .replace(/^.*\\/, '')
    .replace(/\.exe$/, '')
  const run = programs[name]
  try {
    if (run) return await run(words, context)
    context.write(
      'stderr',
      `'${program}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n`,
    )
    return 1
  } catch (error) {
    if (context.signal.aborted) return 0xc000013a
    context.write('stderr', `${error instanceof Error ? error.message : String(error)}\r\n`)
    return 1
  }
}

type Program = (words: readonly string[], context: CommandContext) => Promise<number> | number

const programs: Readonly<Record<string, Program>> = {
  powershell: runPowerShell,
  echo: (words, { write }) => say(write, words.join(' ')),
  exit: (words) => Number(words.at(-1) ?? 0),
  hostname: (_, { host, write }) => say(write, host.config.name),
  set: (_, { host, environment, write }) => {
    const all = { ...environmentOf(host.state.read(), host.config), ...environment }
    const lines = Object.entries(all).map(([name, value]) => `${name}=${value}`)
    return say(write, lines.sort((a, b) => a.localeCompare(b)).join('\r\n'))
  },
  type: (words, { host, write }) => {
    write('stdout', fileBytes(host.state.read(), words[0] ?? '').toString('utf8'))
    return 0
  },
  ver: (_, { write }) => say(write, '\r\nMicrosoft Windows [Version 6.3.9600]'),
  whoami: (_, { host, write }) => say(write, `${host.config.domain.netbios}\\administrator`.toLowerCase()),
  ping,
}

/** One line a second, which is what it is used for: something that takes its time. */
async function ping(words: readonly string[], { write, signal }: CommandContext): Promise<number> {
  const count = Number(words[words.indexOf('-n') + 1] ?? 4) || 4
  for (let at = 0; at < count; at += 1) {
    write('stdout', 'Reply from 127.0.0.1: bytes=32 time<1ms TTL=128\r\n')
    await pause(1000, undefined, { signal })
  }
  return 0
}

function say(write: CommandContext['write'], text: string): number {
  write('stdout', `${text}\r\n`)
  return 0
}

/** Words as a Windows program reads its command line: blanks part them, quotes hold them together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:"((?:[^"\\]|\\.)*)"|[^\s"]+)+/g)].map(([whole]) =>
    whole.replace(/"((?:[^"\\]|\\.)*)"/g, '$1'),
  )
}
