import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'

/** A value of Exchange's configuration: null where nothing stands there. */
export type Setting = string | number | boolean | null | string[]
export type Settings = Record<string, Setting>

/** One object of Exchange's configuration: how it was found, and how it should be. */
export type Target = {
  /** The server that it belongs to. */
  host: string
  /** The server whose session reads and writes it; for what belongs to the whole organisation that is the first one. */
  via: string
  /** As Exchange names it: `LAB-EX01\owa (Default Web Site)`. */
  identity: string
  /** The cmdlet that changes it; `-Identity` where it takes one. */
  set: string
  takesIdentity?: false
  found: Settings
  wanted: Settings
  /** Parameters that Exchange takes only together: where the first is set, the others are given too. */
  together?: readonly (readonly string[])[]
  /** What one of the changes means, for the plan: by parameter. */
  consequences?: Readonly<Record<string, string>>
  /** Those of its parameters that count only after a restart of the server's IIS. */
  afterRestart?: readonly string[]
}

/** The settings of these names, out of an object as a Get cmdlet puts it out. */
export function settingsIn(object: Plain | undefined, names: readonly string[]): Settings {
  return Object.fromEntries(names.map((name) => [name, settingOf(propertyOf(object, name))]))
}

export function propertyOf(object: Plain | undefined, name: string): Plain | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined
  return Object.entries(object).find(([key]) => key === name)?.[1]
}

/** What is wanted and differs from what is there. */
export function changesOf({ found, wanted }: Pick<Target, 'found' | 'wanted'>): Settings {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !isSame(name, found[name] ?? null, value)))
}

/** The changes, and what Exchange wants to be told with them. */
export function parametersOf(target: Target, changes: Settings): Settings {
  const parameters = { ...changes }
  for (const [first, ...others] of target.together ?? []) {
    if (!first || !(first in changes)) continue
    for (const name of others) parameters[name] ??= target.wanted[name] ?? target.found[name] ?? null
  }
  return parameters
}

export function setCommand({ set, identity, takesIdentity }: Target, parameters: Settings): Cmd[] {
  return [
    {
      name: set,
      parameters: { ...(takesIdentity !== false && { Identity: identity }), ...parameters, Confirm: false },
    },
  ]
}

/** `InternalUrl https://lab-ex01.lab.local/owa → https://mail.example.com/owa` */
export function changeInWords(name: string, before: Setting | undefined, after: Setting): string {
  return `${name} ${settingInWords(before ?? null)} → ${settingInWords(after)}`
}

export function settingInWords(value: Setting): string {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '(empty)'
  if (typeof value === 'boolean') return value ? '$true' : '$false'
  return Array.isArray(value) ? value.join(', ') : String(value)
}

/** By effect: nobody tells a URL apart by the case of its letters or a slash at its end, nor a list by its order. */
export function isSame(name: string, one: Setting, other: Setting): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other)
  if (Array.isArray(one) && Array.isArray(other)) return listKey(one) === listKey(other)
  if (/(Url|Uri|Hostname)$/.test(name)) return urlKey(one) === urlKey(other)
  return String(one).toLowerCase() === String(other).toLowerCase()
}

function settingOf(value: Plain | undefined): Setting {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  return Array.isArray(value) ? value.map(String) : String(value)
}

const isEmpty = (value: Setting) => value === null || value === ''
const listKey = (items: readonly string[]) => [...new Set(items.map((item) => item.toLowerCase()))].sort().join('\n')
const urlKey = (value: Setting) => String(value).toLowerCase().replace(/\/+$/, '')
