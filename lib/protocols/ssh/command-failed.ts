import { Failure } from '#lib/failure.ts'
import type { Command, CommandResult } from '#lib/wizard/hosts.ts'
import { nameOf } from './command-line.ts'
import { plain } from './lines.ts'

/** A command that had to succeed and did not, with the last words it said. */
export function commandFailed(host: string, command: Command, { exitCode, stdout, stderr }: CommandResult): Failure {
  const said = lastLines(stderr) || lastLines(stdout)
  return new Failure('command-failed', {
    message: `${nameOf(command)} ended with ${exitCode} on ${host}${said ? `: ${said}` : ' and said nothing.'}`,
    remedy:
      exitCode === 127
        ? `Look whether ${command[0]} is installed on ${host}.`
        : `The log of this Step has all that it said. It can be run by hand on ${host} as root.`,
  })
}

function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-5)
  return lines
    .map((line) => plain(line).trim())
    .join(' / ')
    .slice(-1000)
}
