import { PsObject, PsProgress, PsScalar, type PsValue } from '#lib/protocols/psrp/clixml/value.ts'
import { Secret } from '#lib/secret.ts'
import {
  Credential,
  Hashtable,
  listOf,
  NetObject,
  Scalar,
  type ScalarKind,
  ScriptBlock,
  SecureText,
  textOf,
  type Value,
} from '../powershell/value.ts'

/** What came in CLIXML as the simulated PowerShell works with it. */
export function fromClixml(value: PsValue): Value {
  if (value instanceof PsObject) return fromObject(value)
  if (value instanceof PsScalar) return fromScalar(value)
  if (value instanceof Secret) return new SecureText(value.reveal())
  if (value instanceof PsProgress) return value.activity
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array || value instanceof Date) return value
  return [...value].map(fromClixml)
}

/** A value of the simulated PowerShell as it is written in CLIXML, with the type names of the live object. */
export function toClixml(value: Value): PsValue {
  if (value instanceof NetObject) return toObject(value)
  if (value instanceof Hashtable) {
    return new PsObject(['System.Collections.Hashtable', 'System.Object'], {
      kind: 'dictionary',
      entries: value.entries.map(({ key, value: held }) => [toClixml(key), toClixml(held)]),
    })
  }
  if (value instanceof Scalar) return new PsScalar(scalarTypes[value.kind], value.text)
  if (value instanceof ScriptBlock) return new PsScalar('scriptBlock', value.text)
  if (value instanceof SecureText) return new Secret(value.plain)
  if (value instanceof Credential) return toCredential(value)
  return Array.isArray(value) ? value.map(toClixml) : value
}

const scalarTypes = {
  Guid: 'guid',
  Uri: 'uri',
  Version: 'version',
  TimeSpan: 'timeSpan',
  Char: 'char',
  Double: 'double',
  Byte: 'byte',
  UInt32: 'uint32',
  Xml: 'xml',
} as const satisfies Record<ScalarKind, string>

function fromObject(object: PsObject): Value {
  const { content, types } = object
  if (types.some((type) => type.endsWith('.PSCredential'))) {
    const password = fromClixml(object.get('Password') ?? null)
    return new Credential(
      textOf(fromClixml(object.get('UserName') ?? null)),
      password instanceof SecureText ? password : new SecureText(''),
    )
  }
  if (content?.kind === 'dictionary') {
    const table = new Hashtable()
    for (const [key, held] of content.entries) table.set(fromClixml(key), fromClixml(held))
    return table
  }
  const held = [...object.adapted, ...object.extended].map(([name, one]) => [name, fromClixml(one)] as const)
  const base = content && content.kind !== 'member-set' ? fromContent(content) : undefined
  if (Array.isArray(base) && held.length === 0) return base
  return new NetObject(types, Object.fromEntries(held), {
    ...(object.text !== undefined && { text: object.text }),
    ...(base !== undefined && { base }),
  })
}

type Held = Exclude<NonNullable<PsObject['content']>, { kind: 'dictionary' | 'member-set' }>

function fromContent(content: Held): Value {
  return content.kind === 'scalar' ? fromClixml(content.value) : content.items.map(fromClixml)
}

function fromScalar({ type, text }: PsScalar): Value {
  switch (type) {
    case 'dateTime':
      return new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
    case 'scriptBlock':
      return new ScriptBlock(text)
    case 'char':
      return String.fromCharCode(Number(text))
    case 'byte':
    case 'sbyte':
    case 'int16':
    case 'uint16':
    case 'uint32':
    case 'single':
    case 'double':
    case 'decimal':
      return Number(text)
    case 'uint64':
      return BigInt(text)
    case 'sealedSecret':
      return new SecureText('')
    default:
      return new Scalar(kinds[type], text)
  }
}

const kinds = { guid: 'Guid', uri: 'Uri', version: 'Version', timeSpan: 'TimeSpan', xml: 'Xml' } as const

function toObject(value: NetObject): PsObject {
  const object = new PsObject(value.types, contentOf(value.base), value.text ?? textOf(value))
  const isCustom = value.types.some((type) => type.endsWith('PSCustomObject'))
  for (const [name, held] of value.properties) (isCustom ? object.extended : object.adapted).set(name, toClixml(held))
  return object
}

function contentOf(base: Value | undefined): PsObject['content'] {
  if (base === undefined) return undefined
  if (Array.isArray(base)) return { kind: 'list', items: listOf(base).map(toClixml) }
  const value = toClixml(base)
  if (value instanceof PsObject || Array.isArray(value)) return { kind: 'list', items: [value] }
  // What is left after objects and lists is one of the simple values; Array.isArray does not narrow a readonly array away.
  return { kind: 'scalar', value: value as Exclude<PsValue, PsObject | readonly PsValue[]> }
}

function toCredential({ userName, password }: Credential): PsObject {
  const object = new PsObject(['System.Management.Automation.PSCredential', 'System.Object'])
  object.adapted.set('UserName', userName)
  object.adapted.set('Password', new Secret(password.plain))
  return object
}
