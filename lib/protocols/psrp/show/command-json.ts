import { Secret } from '#lib/secret.ts'
import { type Plain, plain } from '../clixml/plain.ts'
import { givenParameters, type PsCommand } from '../command.ts'

type Json = null | string | boolean | number | Json[] | { [name: string]: Json }

export type CommandJson = { name: string; text?: string; parameters: { [name: string]: Json } }

/** Commands for machines to read: a secret is `{"secret":true}`, bytes `{"bytes":length}`, a switch `true`. */
export function commandJson(command: PsCommand): CommandJson {
  const parameters: { [name: string]: Json } = {}
  for (const [name, value] of givenParameters(command)) parameters[name] = jsonOf(plain(value))
  return 'name' in command ? { name: command.name, parameters } : { name: '<script>', text: command.script, parameters }
}

function jsonOf(value: Plain, depth = 0): Json {
  if (value instanceof Secret) return { secret: true }
  if (value instanceof Uint8Array) return { bytes: value.length }
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return value
  // An object may hold itself; JSON may not.
  if (depth > maxDepth) return '…'
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member, depth + 1)]))
}

const maxDepth = 20
