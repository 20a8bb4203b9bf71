import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { Hashtable, isTrue, listOf, NetObject, propertyOf, Scalar, textOf, type Value } from '../powershell/value.ts'
import type { Setting, VirtualDirectory, VirtualDirectoryKind } from '../state/directory-state.ts'
import { objectNotFound } from './exchange-faults.ts'
import { report } from './faults.ts'

const kinds: readonly VirtualDirectoryKind[] = [
  'Owa',
  'Ecp',
  'WebServices',
  'Oab',
  'ActiveSync',
  'Mapi',
  'PowerShell',
  'Autodiscover',
]

/** Get and Set for the virtual directories of all servers: they are kept in Active Directory, so any server answers for all. */
export const virtualDirectoryCmdlets: Cmdlets = Object.fromEntries(
  kinds.flatMap((kind) => [
    [`Get-${kind}VirtualDirectory`, { run: (call: CmdletCall) => get(call, kind) }],
    [`Set-${kind}VirtualDirectory`, { run: (call: CmdletCall) => set(call, kind) }],
  ]),
)

function get(call: CmdletCall, kind: VirtualDirectoryKind): void {
  const { exchange } = call.host.directory.read()
  const identity = textParameter(call, 'Identity')
  const server = textParameter(call, 'Server')
  const found = exchange.virtualDirectories.filter(
    (one) =>
      one.kind === kind &&
      (!identity || isCalled(one, identity)) &&
      (!server || isServer(server, one.server, exchange.servers[one.server]?.fqdn)),
  )
  const unknown = found.length > 0 ? undefined : (identity ?? server)
  if (unknown) report(call, `Get-${kind}VirtualDirectory`, objectNotFound(unknown, call.host))
  for (const one of found) call.streams.output(directoryObject(one))
}

async function set(call: CmdletCall, kind: VirtualDirectoryKind): Promise<void> {
  const identity = textOf(identityOf(call.parameters.get('Identity') ?? null))
  const found = call.host.directory
    .read()
    .exchange.virtualDirectories.find((one) => one.kind === kind && isCalled(one, identity))
  if (!found) throw new CmdletError(objectNotFound(identity, call.host))
  const isWhatIf = isTrue(call.parameters.get('WhatIf'))
  const isChanged = await call.host.directory.change((draft) => {
    const kept = draft.exchange.virtualDirectories.find(({ guid }) => guid === found.guid)
    if (!kept) return false
    const before = JSON.stringify(kept.settings)
    const settings = isWhatIf ? { ...kept.settings } : kept.settings
    for (const [name, value] of call.parameters) {
      if (!aboutTheCall.includes(name)) settings[name] = settingOf(value, kept.settings[name])
    }
    return JSON.stringify(settings) !== before
  })
  if (!isChanged)
    call.streams.text(
      'warning',
      `The command completed successfully but no settings of '${nameOf(found)}' have been modified.`,
    )
}

const aboutTheCall = [
  'Identity',
  'DomainController',
  'Confirm',
  'WhatIf',
  'ErrorAction',
  'WarningAction',
  'Verbose',
  'Debug',
  'Force',
]

function identityOf(value: Value): Value {
  return propertyOf(value, 'Identity') ?? value
}

/** A list may be changed by `@{Add=…;Remove=…}`. */
function settingOf(value: Value, before: Setting | undefined): Setting {
  if (value instanceof Hashtable) {
    const [added, removed] = ['Add', 'Remove'].map((name) => listOf(propertyOf(value, name)).map(textOf))
    const kept = (Array.isArray(before) ? before : []).filter((one) => !removed?.includes(one))
    return [...new Set([...kept, ...(added ?? [])])]
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return Array.isArray(value) ? value.map(textOf) : textOf(value)
}

function directoryObject(one: VirtualDirectory): NetObject {
  const settings = Object.entries(one.settings).map(([name, value]) => [name, settingValue(name, value)] as const)
  const type = `Microsoft.Exchange.Data.Directory.SystemConfiguration.AD${one.kind}VirtualDirectory`
  return new NetObject(
    [type, 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ExchangeVirtualDirectory'],
    {
      Name: one.name,
      Identity: nameOf(one),
      Server: one.server,
      Guid: new Scalar('Guid', one.guid),
      ...Object.fromEntries(settings),
      IsValid: true,
    },
    { text: nameOf(one) },
  )
}

function settingValue(name: string, value: Setting): Value {
  if (typeof value === 'string' && /Url$/.test(name)) return new Scalar('Uri', value)
  if (!Array.isArray(value)) return value
  return new NetObject(
    [
      'Microsoft.Exchange.Data.MultiValuedProperty`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089]]',
      'Microsoft.Exchange.Data.MultiValuedPropertyBase',
    ],
    {},
    { base: [...value], text: value.join(', ') },
  )
}

function nameOf({ server, name }: VirtualDirectory): string {
  return `${server}\\${name}`
}

function isCalled(one: VirtualDirectory, identity: string): boolean {
  return [nameOf(one), one.name, one.guid].some((name) => name.toLowerCase() === identity.toLowerCase())
}

function isServer(asked: string, name: string, fqdn: string | undefined): boolean {
  return [name, fqdn].some((one) => one?.toLowerCase() === asked.toLowerCase())
}
