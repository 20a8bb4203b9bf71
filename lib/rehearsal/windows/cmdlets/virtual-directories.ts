import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { Hashtable, type NetObject, Scalar, textOf, type Value } from '../powershell/value.ts'
import type { Setting, VirtualDirectory, VirtualDirectoryKind } from '../state/directory-state.ts'
import { exchangeFault, objectNotFound } from './exchange-faults.ts'
import {
  aboutTheCall,
  answer,
  changedList,
  exchangeObject,
  identityOf,
  isWhatIf,
  multiValued,
  warnUnchanged,
} from './exchange-object.ts'
import { refusal, warning } from './virtual-directory-rules.ts'

const kinds: readonly VirtualDirectoryKind[] = [
  'Owa',
  'Ecp',
  'WebServices',
  'Oab',
  'ActiveSync',
  'Mapi',
  'PowerShell',
  'Autodiscover',
  'OutlookAnywhere',
]

/** Get and Set for the virtual directories of all servers: they are kept in Active Directory, so any server answers for all. */
export const virtualDirectoryCmdlets: Cmdlets = Object.fromEntries(
  kinds.flatMap((kind) => [
    [`Get-${nounOf(kind)}`, { run: (call: CmdletCall) => get(call, kind) }],
    [`Set-${nounOf(kind)}`, { run: (call: CmdletCall) => set(call, kind) }],
  ]),
)

function nounOf(kind: VirtualDirectoryKind): string {
  return kind === 'OutlookAnywhere' ? kind : `${kind}VirtualDirectory`
}

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
  // A server without such a directory is no error; one that is not there is.
  const isKnown = server && Object.entries(exchange.servers).some(([name, { fqdn }]) => isServer(server, name, fqdn))
  answer(call, `Get-${nounOf(kind)}`, identity ?? (isKnown ? undefined : server), found.map(directoryObject))
}

async function set(call: CmdletCall, kind: VirtualDirectoryKind): Promise<void> {
  const identity = identityOf(call) ?? ''
  const found = call.host.directory
    .read()
    .exchange.virtualDirectories.find((one) => one.kind === kind && isCalled(one, identity))
  if (!found) throw new CmdletError(objectNotFound(identity, call.host))
  const refused = refusal(kind, call.parameters, found.settings)
  if (refused) throw new CmdletError(exchangeFault(call.host, 'TaskInvalidOperationException', refused))
  const isChanged = await call.host.directory.change((draft) => {
    const kept = draft.exchange.virtualDirectories.find(({ guid }) => guid === found.guid)
    if (!kept) return false
    const before = JSON.stringify(kept.settings)
    const settings = isWhatIf(call) ? { ...kept.settings } : kept.settings
    for (const [name, value] of call.parameters) {
      if (!aboutTheCall.includes(name)) settings[name] = settingOf(value, kept.settings[name])
    }
    return JSON.stringify(settings) !== before
  })
  if (!isChanged) return warnUnchanged(call, nameOf(found))
  const warned = warning(kind, [...call.parameters.keys()])
  if (warned) call.streams.text('warning', warned)
}

/** A list may be changed by `@{Add=…;Remove=…}`. */
export function settingOf(value: Value, before: Setting | undefined): Setting {
  if (value instanceof Hashtable) return changedList(Array.isArray(before) ? before : [], value)
  // What is set to an empty text is cleared in Active Directory.
  if (value === null || value === '') return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return Array.isArray(value) ? value.map(textOf) : textOf(value) || null
}

function directoryObject(one: VirtualDirectory): NetObject {
  const settings = Object.entries(one.settings).map(([name, value]) => [name, settingValue(name, value)] as const)
  const type = one.kind === 'OutlookAnywhere' ? 'ADRpcHttpVirtualDirectory' : `AD${one.kind}VirtualDirectory`
  return exchangeObject(
    { types: [type, 'ExchangeVirtualDirectory'], identity: nameOf(one), name: one.name, guid: one.guid },
    { Server: one.server, ...Object.fromEntries(settings) },
  )
}

export function settingValue(name: string, value: Setting): Value {
  if (typeof value === 'string' && /Ur[il]$/.test(name)) return new Scalar('Uri', value)
  if (!Array.isArray(value)) return value
  return multiValued(value)
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
