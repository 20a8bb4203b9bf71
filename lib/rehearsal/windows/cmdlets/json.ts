import { customObject } from '../powershell/members.ts'
import { Hashtable, NetObject, textOf, type Value } from '../powershell/value.ts'
import { invalid } from './faults.ts'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** A value as ConvertTo-Json writes it; beyond `depth` it becomes text, as there. */
export function toJson(value: Value, depth: number): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value
  if (value instanceof Date) return `/Date(${value.getTime()})/`
  if (depth < 0) return textOf(value)
  if (Array.isArray(value)) return value.map((one) => toJson(one, depth - 1))
  if (value instanceof Uint8Array) return [...value]
  if (value instanceof Hashtable)
    return Object.fromEntries(value.entries.map(({ key, value: held }) => [textOf(key), toJson(held, depth - 1)]))
  if (!(value instanceof NetObject)) return textOf(value)
  if (typeof value.base === 'number') return value.base
  if (Array.isArray(value.base)) return value.base.map((one) => toJson(one, depth - 1))
  return Object.fromEntries([...value.properties].map(([name, held]) => [name, toJson(held, depth - 1)]))
}

export function fromJson(text: string): Value {
  try {
    return fromParsed(JSON.parse(text))
  } catch {
    throw invalid(`Invalid JSON primitive: ${text.trim().split(/\s/)[0] ?? ''}.`)
  }
}

function fromParsed(json: Json): Value {
  if (Array.isArray(json)) return json.map(fromParsed)
  if (json === null || typeof json !== 'object') return json
  const entries = Object.entries(json).map(([name, held]) => [name, fromParsed(held)] as const)
  return customObject(Hashtable.of(Object.fromEntries(entries)))
}
