import type { Secret } from '#lib/secret.ts'
import { PsObject, PsScalar, type PsValue } from './value.ts'

/** Values of PowerShell's own types, for parameters that want them. */
export const guid = (text: string) => new PsScalar('guid', text)
export const uri = (text: string) => new PsScalar('uri', text)
export const version = (text: string) => new PsScalar('version', text)
export const scriptBlock = (text: string) => new PsScalar('scriptBlock', text)
export const char = (character: string) => new PsScalar('char', String(character.charCodeAt(0)))

/** `[TimeSpan]`, in ms. */
export function timeSpan(ms: number): PsScalar {
  const seconds = (Math.abs(ms) / 1000).toFixed(7).replace(/\.?0+$/, '')
  return new PsScalar('timeSpan', `${ms < 0 ? '-' : ''}PT${seconds}S`)
}

/** `@{ name = value }`: what Exchange takes for `@{Add='…'}`. */
export function hashtable(entries: Readonly<Record<string, PsValue>>): PsObject {
  return new PsObject(['System.Collections.Hashtable', 'System.Object'], {
    kind: 'dictionary',
    entries: Object.entries(entries),
  })
}

/** `[pscustomobject]@{ name = value }`. */
export function customObject(properties: Readonly<Record<string, PsValue>>): PsObject {
  const object = new PsObject(['System.Management.Automation.PSCustomObject', 'System.Object'])
  for (const [name, value] of Object.entries(properties)) object.extended.set(name, value)
  return object
}

/** A value of an Int32 enumeration. Where the parameter's type is known to the server, its name as text does as well. */
export function enumeration(type: string, name: string, value: number): PsObject {
  return new PsObject([type, 'System.Enum', 'System.ValueType', 'System.Object'], { kind: 'scalar', value }, name)
}

export function credential(user: string, password: Secret): PsObject {
  const object = new PsObject(['System.Management.Automation.PSCredential', 'System.Object'])
  object.text = 'System.Management.Automation.PSCredential'
  object.adapted.set('UserName', user)
  object.adapted.set('Password', password)
  return object
}

const listTypes = {
  list: 'System.Collections.ArrayList',
  queue: 'System.Collections.Queue',
  stack: 'System.Collections.Stack',
} as const

export function collection(kind: keyof typeof listTypes, items: readonly PsValue[]): PsObject {
  return new PsObject([listTypes[kind], 'System.Object'], { kind, items: [...items] })
}
