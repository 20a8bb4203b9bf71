import type { PsValue } from '../clixml/value.ts'
import { checkCommands, givenParameters, type PsCommand } from '../command.ts'
import { expression } from './expression.ts'

/** A pipeline as PowerShell text that can be copied and run by hand. Secrets read `<secret>`. */
export function showCommands(commands: readonly PsCommand[], input?: readonly PsValue[]): string {
  checkCommands(commands)
  return [...(input ? [expression(input)] : []), ...commands.map(showCommand)].join(' | ')
}

function showCommand(command: PsCommand): string {
  const words = 'name' in command ? [command.name] : [`& {\n${command.script.trim()}\n}`]
  for (const [name, value] of givenParameters(command)) {
    // With a colon it is right for a switch as well as for a Boolean.
    words.push(typeof value === 'boolean' ? `-${name}:${expression(value)}` : `-${name} ${expression(value)}`)
  }
  return words.join(' ')
}
