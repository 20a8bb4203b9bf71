import { type CmdletCall, isSwitched } from '../powershell/cmdlet.ts'
import { Hashtable, listOf, NetObject, propertyOf, Scalar, textOf, type Value } from '../powershell/value.ts'
import { objectNotFound } from './exchange-faults.ts'
import { report } from './faults.ts'

type About = { types: readonly string[]; identity: string; name?: string; guid: string }

/** An object of Exchange's configuration. `types` without namespace go into `…Data.Directory.SystemConfiguration`. */
export function exchangeObject(about: About, properties: Record<string, Value>): NetObject {
  const types = about.types.map((type) => (type.includes('.') ? type : `${configuration}.${type}`))
  const { identity, name = identity, guid } = about
  return new NetObject(
    types,
    { Name: name, Identity: identity, Guid: new Scalar('Guid', guid), ...properties, IsValid: true },
    { text: identity },
  )
}

const configuration = 'Microsoft.Exchange.Data.Directory.SystemConfiguration'

/** A list as Exchange gives it. `type` of its own collections, as `Microsoft.Exchange.Data.ProxyAddressCollection`. */
export function multiValued(items: readonly string[], type = stringList): NetObject {
  const types = [...new Set([type, 'Microsoft.Exchange.Data.MultiValuedPropertyBase'])]
  return new NetObject(types, {}, { base: [...items], text: items.join(', ') })
}

const stringList =
  'Microsoft.Exchange.Data.MultiValuedProperty`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089]]'

/**
 * What a list becomes by what was given for it: another list takes its place, `$null` empties it, and
 * `@{Add=…;Remove=…}` changes it. Items are the same in any case of their letters.
 */
export function changedList(before: readonly string[], given: Value): string[] {
  if (!(given instanceof Hashtable)) return distinct(listOf(given).map(textOf))
  const [added = [], removed = []] = ['Add', 'Remove'].map((name) => listOf(propertyOf(given, name)).map(textOf))
  return distinct([...before.filter((one) => !removed.some((other) => isSame(one, other))), ...added])
}

/** Puts out what was found; where something was asked for by name and is not there, says so as Exchange does. */
export function answer(call: CmdletCall, cmdlet: string, asked: string | undefined, found: readonly Value[]): void {
  if (asked !== undefined && found.length === 0) report(call, cmdlet, objectNotFound(asked, call.host))
  for (const one of found) call.streams.output(one)
}

/** Parameters that are about the call and not about the object. */
export const aboutTheCall: readonly string[] = [
  ...['Identity', 'DomainController', 'Confirm', 'WhatIf', 'Force'],
  ...['ErrorAction', 'WarningAction', 'Verbose', 'Debug'],
]

export const isWhatIf = (call: CmdletCall): boolean => isSwitched(call, 'WhatIf')

/** What Exchange warns of where a Set leaves everything as it was. */
export function warnUnchanged(call: CmdletCall, identity: string): void {
  call.streams.text(
    'warning',
    `The command completed successfully but no settings of '${identity}' have been modified.`,
  )
}

/** Whether one of its names (name, GUID, distinguished name) is the one that was asked for. */
export function isNamed(asked: string, ...names: readonly string[]): boolean {
  return names.some((name) => isSame(name, asked))
}

export function identityOf(call: CmdletCall): string | undefined {
  const given = call.parameters.get('Identity')
  if (given === undefined || given === null) return undefined
  return textOf(propertyOf(given, 'Identity') ?? given)
}

function distinct(items: readonly string[]): string[] {
  return items.filter((one, at) => items.findIndex((other) => isSame(one, other)) === at)
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
