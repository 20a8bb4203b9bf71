import { enumerations } from './enumerations.ts'
import {
  Credential,
  Hashtable,
  listOf,
  NetObject,
  Scalar,
  SecureText,
  textOf,
  typeNameOf,
  type Value,
} from './value.ts'

export type Conversion = { value: Value } | { fault: string; strict?: boolean }

/**
 * A value as a parameter of a documented type wants it. `fault` is Windows' own sentence after "Cannot bind parameter"; `strict`
 * marks the ones that Windows reports as a failed transformation.
 */
export function convert(value: Value, documented: string, given?: readonly string[]): Conversion {
  const type = documented.replace(/^System\.Nullable`1\[(.*)\]$/, '$1')
  if (type.endsWith('[]')) return convertList(value, type.slice(0, -2), given)
  const short = type.split('.').at(-1) ?? type
  const words = given ?? enumerations[short]
  if (words && !isFreeWord(short)) return convertWord(value, type, words)
  if (Array.isArray(value) && value.length === 1 && short !== 'Object') return convert(value[0] ?? null, type, words)
  return (conversions[short] ?? anything)(value, type)
}

const integers: Record<string, [min: bigint, max: bigint]> = {
  Byte: [0n, 255n],
  Int16: [-32_768n, 32_767n],
  UInt16: [0n, 65_535n],
  Int32: [-2_147_483_648n, 2_147_483_647n],
  UInt32: [0n, 4_294_967_295n],
  Int64: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
  UInt64: [0n, 18_446_744_073_709_551_615n],
}

const conversions: Record<string, (value: Value, type: string) => Conversion> = {
  ...Object.fromEntries(Object.keys(integers).map((name) => [name, toInteger])),
  String: toText,
  Boolean: toBoolean,
  SwitchParameter: toSwitch,
  DateTime: toDate,
  ExDateTime: toDate,
  SecureString: (value, type) => (value instanceof SecureText ? { value } : cannot(value, type, '')),
  PSCredential: (value, type) => (value instanceof Credential ? { value } : cannot(value, type, '')),
  Hashtable: (value, type) => (value instanceof Hashtable ? { value } : cannot(value, type, '')),
  IDictionary: (value, type) => (value instanceof Hashtable ? { value } : cannot(value, type, '')),
  Guid: matching(/^\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?$/i, 'Unrecognized Guid format.'),
  Version: matching(/^\d+(\.\d+){1,3}$/, 'Version string portion was too short or too long.'),
  IPAddress: matching(/^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i, 'An invalid IP address was specified.'),
  Uri: toUri,
  Fqdn: exchange(/^(?=.{1,255}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i, 'Fqdn'),
  Hostname: exchange(/^(?=.{1,255}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i, 'Hostname'),
  SmtpDomain: exchange(/^(\*|[a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i, 'SmtpDomain'),
  SmtpDomainWithSubdomains: exchange(
    /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i,
    'SmtpDomainWithSubdomains',
  ),
  SmtpAddress: exchange(/^[^@\s]+@[^@\s]+$/, 'SmtpAddress'),
  MultiValuedProperty: toMultiValue,
  ProxyAddressTemplateCollection: toMultiValue,
  ProxyAddressCollection: toMultiValue,
}

function convertList(value: Value, item: string, words?: readonly string[]): Conversion {
  if (item.endsWith('Byte') && value instanceof Uint8Array) return { value }
  const converted: Value[] = []
  for (const held of listOf(value)) {
    const one = convert(held, item, words)
    if ('fault' in one) return one
    converted.push(one.value)
  }
  if (value === null) return { value: null }
  return { value: item.endsWith('Byte') ? Uint8Array.from(converted, Number) : converted }
}

/** `values` beside a String or Object are examples of the documentation, not a closed set. */
function isFreeWord(short: string): boolean {
  return ['String', 'Object', 'Int32', 'UInt32', 'MultiValuedProperty'].includes(short)
}

function convertWord(value: Value, type: string, words: readonly string[]): Conversion {
  const given = listOf(value).flatMap((held) => textOf(held).split(','))
  const found = given.map((one) => words.find((word) => word.toLowerCase() === one.trim().toLowerCase()))
  const unknown = given[found.indexOf(undefined)]
  if (unknown === undefined && given.length > 0) return { value: found.join(', ') }
  const list = words.join(', ')
  return cannot(
    value,
    type,
    `Unable to match the identifier name ${unknown?.trim() ?? ''} to a valid enumerator name. Specify one of the following enumerator names and try again:\n${list}`,
  )
}

function toInteger(value: Value, type: string): Conversion {
  const [min, max] = integers[type.split('.').at(-1) ?? ''] ?? [0n, 0n]
  const text = value instanceof NetObject && typeof value.base === 'number' ? String(value.base) : textOf(value).trim()
  if (typeof value === 'boolean') return { value: value ? 1 : 0 }
  if (!/^([+-]?\d+|0x[0-9a-f]+)$/i.test(text)) {
    if (typeof value === 'number') return { value: Math.round(value) }
    return cannot(value, type, 'Input string was not in a correct format.')
  }
  const number = BigInt(text)
  if (number < min || number > max) {
    const short = type.split('.').at(-1)
    return cannot(
      value,
      type,
      `Value was either too large or too small for ${/^U/.test(short ?? '') ? 'a' : 'an'} ${short}.`,
    )
  }
  return { value: Number.isSafeInteger(Number(number)) ? Number(number) : number }
}

function toText(value: Value, type: string): Conversion {
  if (Array.isArray(value) && value.length !== 1) {
    return { fault: `Cannot convert 'System.Object[]' to the type '${full(type)}' required by parameter.` }
  }
  return { value: value === null ? '' : textOf(value) }
}

function toBoolean(value: Value, type: string): Conversion {
  if (typeof value === 'boolean') return { value }
  if (typeof value === 'number') return { value: value !== 0 }
  const fault = `Cannot convert value "${typeNameOf(value)}" to type "${full(type)}". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.`
  return { fault, strict: true }
}

function toSwitch(value: Value, type: string): Conversion {
  if (value === null) return { value: true }
  if (typeof value === 'boolean') return { value }
  if (typeof value === 'number') return { value: value !== 0 }
  return {
    fault: `Cannot convert value "${typeNameOf(value)}" to type "${full(type)}". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.`,
  }
}

function toDate(value: Value, type: string): Conversion {
  if (value instanceof Date) return { value }
  const date = new Date(textOf(value))
  if (Number.isNaN(date.getTime())) return cannot(value, type, 'String was not recognized as a valid DateTime.')
  return { value: date }
}

function toUri(value: Value): Conversion {
  return { value: value === null ? null : new Scalar('Uri', textOf(value)) }
}

/** A list, or a hashtable of `Add` and `Remove` that changes the list that is there. */
function toMultiValue(value: Value): Conversion {
  return { value: value instanceof Hashtable || value === null ? value : listOf(value) }
}

function anything(value: Value): Conversion {
  return { value }
}

function matching(pattern: RegExp, fault: string): (value: Value, type: string) => Conversion {
  return (value, type) => (pattern.test(textOf(value)) ? { value: textOf(value) } : cannot(value, type, fault))
}

function exchange(pattern: RegExp, name: string): (value: Value, type: string) => Conversion {
  return (value) => {
    const text = textOf(value)
    if (value === null || text === '' || pattern.test(text)) return { value: text || null }
    const fault = `"${text}" isn't a valid ${exchangeWords[name] ?? 'SMTP domain'}.`
    return { ...cannot(value, `Microsoft.Exchange.Data.${name}`, fault), strict: true }
  }
}

const exchangeWords: Record<string, string> = { Fqdn: 'FQDN', Hostname: 'host name', SmtpAddress: 'SMTP address' }

function cannot(value: Value, type: string, because: string): { fault: string } {
  const start = `Cannot convert value "${textOf(value)}" to type "${full(type)}".`
  return { fault: because ? `${start} Error: "${because}"` : start }
}

const automation = ['SwitchParameter', 'PSCredential']

/** The documentation of some modules leaves the namespace out; an error message never does. */
function full(type: string): string {
  if (type.includes('.')) return type
  if (automation.includes(type)) return `System.Management.Automation.${type}`
  if (type === 'SecureString') return 'System.Security.SecureString'
  if (type === 'IPAddress') return 'System.Net.IPAddress'
  return type in conversions ? `System.${type}` : type
}
