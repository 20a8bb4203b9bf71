import { Secret } from '#lib/secret.ts'
import type { ScalarType } from '../clixml/scalar.ts'
import { PsObject, PsProgress, PsScalar, type PsValue } from '../clixml/value.ts'
import { literal } from './literal.ts'

/** A value as one PowerShell argument (syntax of 3.0). Secrets are asked for, large binary values named by their length. */
export function expression(value: PsValue, depth = 0): string {
  if (depth > maxDepth) return literal('…')
  if (value === null) return '$null'
  if (typeof value === 'string') return literal(value)
  if (typeof value === 'boolean') return value ? '$true' : '$false'
  if (typeof value === 'number') return numberExpression(value)
  if (typeof value === 'bigint') return `([long]${literal(String(value))})`
  if (value instanceof Secret) return `(Read-Host -AsSecureString -Prompt '<secret>')`
  if (value instanceof Uint8Array) return bytesExpression(value)
  if (value instanceof Date) return scalarExpression('dateTime', value.toISOString())
  if (value instanceof PsScalar) return scalarExpression(value.type, value.text)
  if (value instanceof PsObject) return objectExpression(value, depth)
  if (value instanceof PsProgress) return literal(value.activity)
  return `@(${value.map((item) => expression(item, depth + 1)).join(', ')})`
}

const maxDepth = 20
const maxShownBytes = 64

function numberExpression(value: number): string {
  if (Number.isNaN(value)) return '([double]::NaN)'
  if (!Number.isFinite(value)) return value > 0 ? '([double]::PositiveInfinity)' : '([double]::NegativeInfinity)'
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? asNumber(value) : `([double]${literal(String(value))})`
}

const asNumber = (value: number) => (value < 0 ? `(${value})` : String(value))

function bytesExpression(bytes: Uint8Array): string {
  if (bytes.length > maxShownBytes) return `([IO.File]::ReadAllBytes('<${bytes.length} bytes>'))`
  return `([byte[]]@(${[...bytes].join(', ')}))`
}

function scalarExpression(type: ScalarType, text: string): string {
  return (scalarForms[type] ?? ((quoted) => `([${type}]${quoted})`))(literal(text), text)
}

const scalarForms: Partial<Record<ScalarType, (quoted: string, text: string) => string>> = {
  char: (_, text) => `([char]${Number(text)})`,
  dateTime: (quoted) => `([datetime]::Parse(${quoted}, [cultureinfo]::InvariantCulture, 'RoundtripKind'))`,
  timeSpan: (quoted) => `([Xml.XmlConvert]::ToTimeSpan(${quoted}))`,
  single: (quoted) => `([Xml.XmlConvert]::ToSingle(${quoted}))`,
  double: (quoted) => `([Xml.XmlConvert]::ToDouble(${quoted}))`,
  scriptBlock: (quoted) => `([scriptblock]::Create(${quoted}))`,
  sealedSecret: () => `(Read-Host -AsSecureString -Prompt '<secret>')`,
}

function objectExpression(object: PsObject, depth: number): string {
  const { content, types } = object
  if (types.includes('System.Management.Automation.PSCredential')) {
    return `(Get-Credential -UserName ${expression(object.get('UserName') ?? '', depth)} -Message '<secret>')`
  }
  if (content?.kind === 'scalar')
    return object.text === undefined ? expression(content.value, depth) : literal(object.text)
  if (content?.kind === 'dictionary') return hashtableExpression(content.entries, depth)
  if (content && content.kind !== 'member-set')
    return `@(${content.items.map((item) => expression(item, depth + 1)).join(', ')})`
  const members = [...object.adapted, ...object.extended]
  if (members.length === 0 && object.text !== undefined) return literal(object.text)
  return `([pscustomobject]${hashtableExpression(members, depth)})`
}

function hashtableExpression(entries: readonly (readonly [PsValue, PsValue])[], depth: number): string {
  if (entries.length === 0) return '@{}'
  return `@{ ${entries.map(([key, value]) => `${expression(key, depth + 1)} = ${expression(value, depth + 1)}`).join('; ')} }`
}
