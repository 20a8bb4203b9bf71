import { Failure } from '#lib/failure.ts'
import type { Command } from '#lib/wizard/hosts.ts'

/** Linux takes no single argument of 128 KiB or more (MAX_ARG_STRLEN), and sshd hands the whole line over as one. */
const LONGEST = 128 * 1024 - 1

/** The one place where words become a line for a POSIX shell: every word arrives as it was given, whatever is in it. */
export function commandLine(command: Command): string {
  for (const word of command) refuseUnsendable(word, command)
  const line = command.map(quoted).join(' ')
  if (Buffer.byteLength(line) <= LONGEST) return line
  throw new Failure('invalid', {
    message: `The command ${nameOf(command)} is longer than the 128 KiB that Linux takes.`,
    remedy: 'Send long content by standard input or as a file.',
  })
}

/** How a command is called in messages: its beginning, without line breaks. */
export function nameOf(command: Command): string {
  const text = command.map(quoted).join(' ').replace(/\s+/g, ' ')
  return text.length > 120 ? `${text.slice(0, 120)}…`.toWellFormed() : text
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function refuseUnsendable(word: string, command: Command) {
  if (!word.includes('\0') && word.isWellFormed()) return
  const fault = word.includes('\0') ? 'a NUL character' : 'half of a character (a lone surrogate)'
  throw new Failure('invalid', {
    message: `A word of the command ${nameOf(command).replaceAll('\0', '\\0').toWellFormed()} has ${fault} in it, which no program can be given.`,
    remedy: 'Look through the answers for a value that was pasted with an invisible character, and write it again.',
  })
}
