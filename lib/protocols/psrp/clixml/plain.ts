import type { Secret } from '#lib/secret.ts'
import { PsObject, PsProgress, PsScalar, type PsValue } from './value.ts'

/** A PowerShell value as JavaScript would have it: for zod, for JSON, for a log line. */
export type Plain =
  | null
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | Date
  | Secret
  | Plain[]
  | { [name: string]: Plain }

/**
 * Numbers become numbers (beyond 2^53: bigint), DateTime a `Date` (one without a zone is taken as UTC), TimeSpan its
 * milliseconds, an enumeration its name, Guid, Uri, Version, XML and ScriptBlock their text, lists arrays, dictionaries and
 * objects records of their properties, an object without properties its text. What is met twice stays one and the same.
 */
export function plain(value: PsValue, seen = new Map<PsValue, Plain>()): Plain {
  if (value instanceof PsObject) return seen.get(value) ?? plainObject(value, seen)
  if (value instanceof PsScalar) return plainScalar(value)
  if (value instanceof PsProgress) return { ...value }
  if (typeof value === 'bigint') return plainInteger(value)
  return Array.isArray(value) ? plainItems(value, value, seen) : plainSelf(value)
}

type Simple = Exclude<PsValue, PsObject | PsScalar | PsProgress | bigint>

// Array.isArray does not narrow a readonly array out of a union; what is left here is JavaScript's own.
const plainSelf = (value: Simple) => value as Exclude<Simple, readonly PsValue[]>

function plainObject(object: PsObject, seen: Map<PsValue, Plain>): Plain {
  const { content } = object
  if (content?.kind === 'scalar') return isEnumeration(object) ? (object.text ?? '') : plain(content.value, seen)
  if (content?.kind === 'dictionary') {
    return plainRecord(
      object,
      content.entries.map(([key, value]) => [String(plain(key, seen)), value]),
      seen,
    )
  }
  if (content && content.kind !== 'member-set') return plainItems(object, content.items, seen)
  if (object.adapted.size + object.extended.size === 0 && object.text !== undefined) return object.text
  return plainRecord(object, [...object.adapted, ...object.extended], seen)
}

function plainItems(owner: PsValue, items: readonly PsValue[], seen: Map<PsValue, Plain>): Plain {
  const array: Plain[] = []
  seen.set(owner, array)
  for (const item of items) array.push(plain(item, seen))
  return array
}

function plainRecord(owner: PsObject, entries: [string, PsValue][], seen: Map<PsValue, Plain>): Plain {
  const record: { [name: string]: Plain } = {}
  seen.set(owner, record)
  for (const [name, value] of entries) {
    // An assignment to this one name would change the record's prototype instead.
    if (name === '__proto__') continue
    record[name] = plain(value, seen)
  }
  return record
}

function plainScalar({ type, text }: PsScalar): Plain {
  switch (type) {
    case 'byte':
    case 'sbyte':
    case 'int16':
    case 'uint16':
    case 'uint32':
    case 'decimal':
      return Number(text)
    case 'single':
    case 'double':
      return Number(text.replace('INF', 'Infinity'))
    case 'uint64':
      return plainInteger(BigInt(text))
    case 'char':
      return String.fromCharCode(Number(text))
    case 'dateTime':
      return plainDate(text)
    case 'timeSpan':
      return milliseconds(text)
    default:
      return text
  }
}

function plainInteger(value: bigint): number | bigint {
  return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function plainDate(text: string): Date {
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
}

function milliseconds(text: string): number {
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text) ?? []
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  return (sign ? -1 : 1) * Math.round(total * 1000)
}

function isEnumeration(object: PsObject): boolean {
  return object.types.some((type) => type === 'System.Enum' || type === 'Deserialized.System.Enum')
}
