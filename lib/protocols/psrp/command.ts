import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import { PsObject, type PsValue } from './clixml/value.ts'

export type Parameters = Readonly<Record<string, PsValue | undefined>>

/**
 * One command of a pipeline. A parameter that is `undefined` is left out; a switch is `true`. A script is a constant of ours
 * with `param(...)`: what an administrator answered goes into its parameters, never into its text. Exchange's endpoint takes
 * no scripts.
 */
export type PsCommand = { name: string; parameters?: Parameters } | { script: string; parameters?: Parameters }

/** Throws `invalid` where a name could be read as something else than a name. */
export function checkCommands(commands: readonly PsCommand[]) {
  if (commands.length === 0) throw new Failure('invalid', { message: 'A pipeline needs at least one command.' })
  for (const command of commands) {
    if ('name' in command && !commandName.test(command.name)) throw notAName('command', command.name)
    for (const name of Object.keys(command.parameters ?? {})) {
      if (!parameterName.test(name)) throw notAName('parameter', name)
    }
  }
}

/** Those that are given, in the order given. */
export function givenParameters({ parameters = {} }: PsCommand): [name: string, value: PsValue][] {
  const given: [string, PsValue][] = []
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) given.push([name, value])
  return given
}

export function holdsSecret(value: PsValue, seen = new Set<PsValue>()): boolean {
  if (value instanceof Secret) return true
  if (Array.isArray(value)) return value.some((item) => holdsSecret(item, seen))
  if (!(value instanceof PsObject) || seen.has(value)) return false
  seen.add(value)
  return heldBy(value).some((held) => holdsSecret(held, seen))
}

const commandName = /^[A-Za-z][\w.-]*(\\[A-Za-z][\w-]*)?$/
const parameterName = /^[A-Za-z]\w*$/

function heldBy({ content, adapted, extended }: PsObject): PsValue[] {
  const members = [...adapted.values(), ...extended.values()]
  if (!content || content.kind === 'member-set') return members
  if (content.kind === 'scalar') return [content.value, ...members]
  return content.kind === 'dictionary' ? [...content.entries.flat(), ...members] : [...content.items, ...members]
}

function notAName(what: string, name: string): Failure {
  return new Failure('invalid', { message: `"${name}" cannot be the name of a ${what} in PowerShell.` })
}
