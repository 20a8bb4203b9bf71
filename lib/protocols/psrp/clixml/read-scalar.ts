import type { Secret } from '#lib/secret.ts'
import { malformed } from './malformed.ts'
import { scalars, scalarTypes } from './scalar.ts'
import { decodeText } from './text.ts'
import { PsScalar, type PsValue } from './value.ts'

export type ReadOptions = {
  /** Opens what the session key sealed. Without it a SecureString stays a `sealedSecret`. */
  openSecret?: (base64: string) => Secret
}

/** How the text of a simple element is read; `undefined` where there is no such element. */
export function scalarReader(element: string, options: ReadOptions): ((text: string) => PsValue) | undefined {
  if (element === 'SS' && options.openSecret) return options.openSecret
  return readers[element] ?? typedReader(element)
}

const readers: Partial<Record<string, (text: string) => PsValue>> = {
  Nil: () => null,
  S: decodeText,
  B: readBoolean,
  I32: readInt32,
  I64: readInt64,
  BA: readBytes,
}

function typedReader(element: string): ((text: string) => PsValue) | undefined {
  const type = scalarTypes.get(element)
  if (!type) return undefined
  const scalar: { encoded?: true; pattern?: RegExp } = scalars[type]
  return (raw) => {
    const text = scalar.encoded ? decodeText(raw) : raw.trim()
    if (scalar.pattern && !scalar.pattern.test(text)) throw malformed(`"${text.slice(0, 40)}" is no ${type}`)
    return new PsScalar(type, text)
  }
}

function readBoolean(text: string): boolean {
  const word = text.trim()
  if (word === 'true') return true
  if (word === 'false') return false
  throw malformed(`"${word.slice(0, 40)}" is no Boolean`)
}

function readInt32(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number === (number | 0)) return number
  throw malformed(`"${text.slice(0, 40)}" is no Int32`)
}

function readInt64(text: string): bigint {
  const digits = text.trim()
  if (/^[+-]?\d{1,19}$/.test(digits)) {
    const number = BigInt(digits.replace('+', ''))
    if (BigInt.asIntN(64, number) === number) return number
  }
  throw malformed(`"${digits.slice(0, 40)}" is no Int64`)
}

function readBytes(text: string): Uint8Array {
  const base64 = text.trim()
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  const bytes = Buffer.from(base64, 'base64')
  if (base64.length % 4 === 0 && bytes.length === (base64.length / 4) * 3 - padding) return bytes
  throw malformed('its bytes are not base64')
}
