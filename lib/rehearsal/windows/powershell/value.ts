/**
 * The values that the simulated PowerShell works with. A whole number is an Int32 where it fits and an Int64 where not; a
 * fraction is a Double; a `Uint8Array` is a byte[]; every other .NET object is a `NetObject`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | Value[]
  | Hashtable
  | Scalar
  | NetObject
  | SecureText
  | Credential
  | ScriptBlock

/** A .NET object: its type names from the nearest to System.Object, what ToString() gives, and its properties in order. */
export class NetObject {
  readonly types: readonly string[]
  readonly properties: Map<string, Value>
  readonly text: string | undefined
  /** What it holds besides properties: the number of an enumeration, the items of a collection. */
  readonly base: Value | undefined

  constructor(
    types: readonly string[],
    properties: Record<string, Value>,
    { text, base }: { text?: string; base?: Value } = {},
  ) {
    this.types = types.at(-1) === 'System.Object' ? types : [...types, 'System.Object']
    this.properties = new Map(Object.entries(properties))
    this.text = text
    this.base = base
  }
}

/** Keys in any case, in the order in which they were set. */
export class Hashtable {
  readonly #entries = new Map<string, { key: Value; value: Value }>()

  static of(entries: Record<string, Value>): Hashtable {
    const table = new Hashtable()
    for (const [key, value] of Object.entries(entries)) table.set(key, value)
    return table
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(textOf(key).toLowerCase())?.value
  }

  set(key: Value, value: Value): void {
    this.#entries.set(textOf(key).toLowerCase(), { key, value })
  }

  delete(key: Value): boolean {
    return this.#entries.delete(textOf(key).toLowerCase())
  }

  get entries(): { key: Value; value: Value }[] {
    return [...this.#entries.values()]
  }
}

export type ScalarKind = 'Guid' | 'Uri' | 'Version' | 'TimeSpan' | 'Char' | 'Double' | 'Byte' | 'UInt32' | 'Xml'

/** A primitive that JavaScript has no type for; `text` is as PowerShell prints it. */
export class Scalar {
  readonly kind: ScalarKind
  readonly text: string

  constructor(kind: ScalarKind, text: string) {
    this.kind = kind
    this.text = text
  }
}

export class SecureText {
  readonly plain: string
  constructor(plain: string) {
    this.plain = plain
  }
}

export class Credential {
  readonly userName: string
  readonly password: SecureText
  constructor(userName: string, password: SecureText) {
    this.userName = userName
    this.password = password
  }
}

/** A piece of script that is a value; it is parsed when it is first run. */
export class ScriptBlock {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** An enumeration's value, as `[System.ServiceProcess.ServiceControllerStatus]::Running`. */
export function enumValue(type: string, text: string, number: number): NetObject {
  return new NetObject([type, 'System.Enum', 'System.ValueType'], {}, { text, base: number })
}

/** What ToString() gives, in the invariant culture. */
export function textOf(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return dateText(value)
  if (value instanceof Uint8Array) return [...value].join(' ')
  if (Array.isArray(value)) return value.map(textOf).join(' ')
  if (value instanceof Scalar || value instanceof ScriptBlock) return value.text
  if (value instanceof NetObject) return value.text ?? objectText(value)
  return typeNameOf(value)
}

/** The full .NET name of a value's type. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'System.String'
  if (typeof value === 'boolean') return 'System.Boolean'
  if (typeof value === 'bigint') return 'System.Int64'
  if (typeof value === 'number') return numberTypeName(value)
  if (value instanceof Date) return 'System.DateTime'
  if (value instanceof Uint8Array) return 'System.Byte[]'
  if (Array.isArray(value)) return 'System.Object[]'
  if (value instanceof Hashtable) return 'System.Collections.Hashtable'
  if (value instanceof Scalar) return `System.${value.kind}`
  if (value instanceof SecureText) return 'System.Security.SecureString'
  if (value instanceof Credential) return 'System.Management.Automation.PSCredential'
  if (value instanceof ScriptBlock) return 'System.Management.Automation.ScriptBlock'
  return value.types[0] ?? 'System.Object'
}

/** A property by its name in any case; `undefined` where there is none. */
export function propertyOf(value: Value, name: string): Value | undefined {
  const wanted = name.toLowerCase()
  if (value instanceof Hashtable) {
    const kept = value.get(name)
    if (kept !== undefined) return kept
    if (wanted === 'keys') return value.entries.map(({ key }) => key)
    if (wanted === 'values') return value.entries.map((entry) => entry.value)
    return wanted === 'count' ? value.entries.length : undefined
  }
  if (value instanceof NetObject) {
    for (const [key, held] of value.properties) if (key.toLowerCase() === wanted) return held
    return value.base === undefined ? undefined : propertyOf(value.base, name)
  }
  if (value instanceof Credential) {
    if (wanted === 'username') return value.userName
    return wanted === 'password' ? value.password : undefined
  }
  if (value instanceof Date) return datePart(value, wanted)
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) {
    if (wanted === 'length' || (wanted === 'count' && typeof value !== 'string')) return value.length
  }
  return wanted === 'count' && value !== null ? 1 : undefined
}

/** One value as a list: nothing for null, its items for a collection. */
export function listOf(value: Value | undefined): Value[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value
  if (value instanceof NetObject && Array.isArray(value.base)) return value.base
  return [value]
}

export function isTrue(value: Value | undefined): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === 0n || value === '')
    return false
  if (Array.isArray(value)) return value.length > 1 || (value.length === 1 && isTrue(value[0]))
  if (value instanceof NetObject && value.base !== undefined) return isTrue(value.base)
  return true
}

function numberTypeName(value: number): string {
  if (!Number.isInteger(value)) return 'System.Double'
  return Math.abs(value) <= 0x7fffffff ? 'System.Int32' : 'System.Int64'
}

function objectText(value: NetObject): string {
  if (value.base !== undefined) return textOf(value.base)
  if (!value.types[0]?.endsWith('PSCustomObject')) return value.types[0] ?? ''
  return `@{${[...value.properties].map(([name, held]) => `${name}=${textOf(held)}`).join('; ')}}`
}

function datePart(date: Date, part: string): Value | undefined {
  const parts: Record<string, number> = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  }
  return parts[part]
}

/** `11/23/2026 18:04:05`, as Windows in English prints it. */
function dateText(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${date.getUTCFullYear()}`
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
}
