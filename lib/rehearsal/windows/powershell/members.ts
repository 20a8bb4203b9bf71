import { randomUUID } from 'node:crypto'
import { environmentOf, setEnvironment } from '../state/environment.ts'
import { deleteFile, fileBytes, writeFile } from '../state/files.ts'
import { timeOf } from '../windows-host.ts'
import { convert } from './convert.ts'
import { cmdletDate } from './dates.ts'
import type { Scope } from './scope.ts'
import { notSimulated, scriptError } from './script-error.ts'
import {
  Hashtable,
  listOf,
  NetObject,
  propertyOf,
  Scalar,
  SecureText,
  textOf,
  typeNameOf,
  type Value,
} from './value.ts'

/** A member of a value: a property, or of each item where a list has no such property itself. */
export function memberOf(value: Value, name: string): Value {
  const own = propertyOf(value, name)
  if (own !== undefined) return own
  if (!Array.isArray(value)) return null
  const found = value.flatMap((item) => listOf(propertyOf(item, name)))
  return found.length > 1 ? found : (found[0] ?? null)
}

export function callMethod(value: Value, name: string, given: readonly Value[]): Value {
  const [first = null, second = null] = given
  const text = textOf(value)
  const methods: Record<string, () => Value> = {
    tostring: () => (value instanceof Date && first !== null ? cmdletDate(value, textOf(first)) : text),
    toupper: () => text.toUpperCase(),
    toupperinvariant: () => text.toUpperCase(),
    tolower: () => text.toLowerCase(),
    tolowerinvariant: () => text.toLowerCase(),
    trim: () => text.trim(),
    startswith: () => text.startsWith(textOf(first)),
    endswith: () => text.endsWith(textOf(first)),
    contains: () => (Array.isArray(value) ? value.map(textOf).includes(textOf(first)) : text.includes(textOf(first))),
    replace: () => text.replaceAll(textOf(first), textOf(second)),
    split: () => text.split(textOf(first)),
    substring: () => text.substring(Number(first), second === null ? undefined : Number(first) + Number(second)),
    indexof: () => text.indexOf(textOf(first)),
    touniversaltime: () => value,
    gettype: () =>
      new NetObject(
        ['System.RuntimeType'],
        { FullName: typeNameOf(value), Name: typeNameOf(value).split('.').at(-1) ?? '' },
        { text: typeNameOf(value) },
      ),
    containskey: () => value instanceof Hashtable && value.get(first) !== undefined,
    getnetworkcredential: () =>
      new NetObject(['System.Net.NetworkCredential'], {
        UserName: propertyOf(value, 'UserName') ?? '',
        Password: plainText(propertyOf(value, 'Password')),
      }),
    dispose: () => null,
    close: () => null,
  }
  const method = methods[name.toLowerCase()]
  if (method) return method()
  throw scriptError(
    'MethodNotFound',
    `Method invocation failed because [${typeNameOf(value)}] does not contain a method named '${name}'.`,
  )
}

export function staticMember(type: string, name: string, scope: Scope): Value {
  switch (`${shortType(type)}::${name.toLowerCase()}`) {
    case 'datetime::utcnow':
    case 'datetime::now':
      return timeOf(scope.host)
    case 'environment::machinename':
      return scope.host.config.name
    case 'environment::newline':
      return '\r\n'
    case 'string::empty':
      return ''
    default:
      throw notSimulated(`[${type}]::${name}`)
  }
}

export async function callStatic(type: string, name: string, given: readonly Value[], scope: Scope): Promise<Value> {
  const [first = null, second = null, third = null] = given
  const { state } = scope.host
  switch (`${shortType(type)}::${name.toLowerCase()}`) {
    case 'environment::getenvironmentvariable':
      return environmentOf(state.read(), scope.host.config)[textOf(first)] ?? null
    case 'environment::setenvironmentvariable':
      if (/^machine$/i.test(textOf(third))) await state.change((draft) => setEnvironment(draft, textOf(first), second))
      return null
    case 'convert::tobase64string':
      return Buffer.from(bytesOf(first)).toString('base64')
    case 'convert::frombase64string':
      return new Uint8Array(Buffer.from(textOf(first), 'base64'))
    case 'file::readallbytes':
      return new Uint8Array(fileBytes(state.read(), textOf(first)))
    case 'file::readalltext':
      return Buffer.from(fileBytes(state.read(), textOf(first))).toString('utf8')
    case 'file::writeallbytes':
      await state.change((draft) => writeFile(draft, textOf(first), bytesOf(second)))
      return null
    case 'file::exists':
      return state.read().files[textOf(first)] != null
    case 'file::delete':
      await state.change((draft) => deleteFile(draft, textOf(first)))
      return null
    case 'guid::newguid':
      return new Scalar('Guid', randomUUID())
    case 'string::isnullorempty':
      return textOf(first) === ''
    case 'string::join':
      return listOf(second).map(textOf).join(textOf(first))
    default:
      throw notSimulated(`[${type}]::${name}()`)
  }
}

/** `[type]value`. */
export function cast(type: string, value: Value): Value {
  const short = shortType(type)
  if (short === 'void') return null
  if (short === 'pscustomobject' && value instanceof Hashtable) return customObject(value)
  if (short === 'array' || short === 'object[]') return listOf(value)
  if (short === 'xml' || short === 'psobject' || short === 'object' || short === 'ordered') return value
  const target = castTargets[short] ?? type
  const conversion = convert(value, target)
  if ('fault' in conversion) throw scriptError('InvalidCast', conversion.fault)
  return conversion.value
}

export function customObject(table: Hashtable): NetObject {
  const entries = table.entries.map(({ key, value }) => [textOf(key), value] as const)
  return new NetObject(['System.Management.Automation.PSCustomObject'], Object.fromEntries(entries))
}

const castTargets: Record<string, string> = {
  int: 'System.Int32',
  long: 'System.Int64',
  string: 'System.String',
  'string[]': 'System.String[]',
  bool: 'System.Boolean',
  switch: 'SwitchParameter',
  byte: 'System.Byte',
  'byte[]': 'System.Byte[]',
  datetime: 'System.DateTime',
  guid: 'System.Guid',
  uri: 'System.Uri',
  pscredential: 'System.Management.Automation.PSCredential',
  securestring: 'SecureString',
  hashtable: 'System.Collections.Hashtable',
}

function shortType(type: string): string {
  return (type.split('.').at(-1) ?? type).toLowerCase()
}

function bytesOf(value: Value): Uint8Array {
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : Uint8Array.from(listOf(value), Number)
}

function plainText(value: Value | undefined): string {
  return value instanceof SecureText ? value.plain : ''
}
