import {
  type CmdletCall,
  CmdletError,
  type Cmdlets,
  isSwitched,
  textParameter,
  textParameters,
} from '../powershell/cmdlet.ts'
import { listOf, textOf, type Value } from '../powershell/value.ts'
import type { HostState, RegistryKind, RegistryValue } from '../state/host-state.ts'
import { invalid, pathNotFound, propertyNotFound, report } from './faults.ts'
import { keptKey, locate } from './location.ts'
import { itemAt, keyProperties } from './provider-items.ts'

/** Values of registry keys. */
export const itemPropertyCmdlets: Cmdlets = {
  'Get-ItemProperty': { run: getItemProperty },
  'New-ItemProperty': { run: newItemProperty },
  'Set-ItemProperty': { run: setItemProperty },
  'Remove-ItemProperty': { run: removeItemProperty },
}

function getItemProperty(call: CmdletCall): void {
  const names = textParameters(call, 'Name')
  for (const path of textParameters(call, 'LiteralPath', 'Path')) {
    const place = locate(path, call.session)
    if (place.provider === 'file') {
      call.streams.output(itemAt(call.host, place))
      continue
    }
    const state = call.host.state.read()
    const key = keptKey(state, place.path)
    if (!key) {
      report(call, 'Get-ItemProperty', pathNotFound(path))
      continue
    }
    const missing = names.filter((name) => keptName(state, key, name) === undefined)
    for (const name of missing) report(call, 'Get-ItemProperty', propertyNotFound(name, key))
    if (missing.length === 0) call.streams.output(keyProperties(state, key, names.length > 0 ? names : undefined))
  }
}

async function newItemProperty(call: CmdletCall): Promise<void> {
  const name = textParameter(call, 'Name') ?? ''
  for (const path of textParameters(call, 'LiteralPath', 'Path')) {
    const key = await call.host.state.change((draft) => {
      const found = keyOf(draft, call, path)
      const kept = keptName(draft, found, name)
      if (kept !== undefined && !isSwitched(call, 'Force')) throw alreadyExists(found)
      const values = draft.registry[found]
      if (values)
        values[kept ?? name] = registryValue(call.parameters.get('Value') ?? null, textParameter(call, 'PropertyType'))
      return found
    })
    call.streams.output(keyProperties(call.host.state.read(), key, [name]))
  }
}

async function setItemProperty(call: CmdletCall): Promise<void> {
  const name = textParameter(call, 'Name') ?? ''
  for (const path of textParameters(call, 'LiteralPath', 'Path')) {
    const key = await call.host.state.change((draft) => {
      const found = keyOf(draft, call, path)
      const kept = keptName(draft, found, name) ?? name
      const values = draft.registry[found]
      // Without -Type the value keeps the kind it had.
      const kind = textParameter(call, 'Type') ?? values?.[kept]?.kind
      if (values) values[kept] = registryValue(call.parameters.get('Value') ?? null, kind)
      return found
    })
    if (isSwitched(call, 'PassThru')) call.streams.output(keyProperties(call.host.state.read(), key, [name]))
  }
}

async function removeItemProperty(call: CmdletCall): Promise<void> {
  for (const path of textParameters(call, 'LiteralPath', 'Path')) {
    const missing = await call.host.state.change((draft) => {
      const key = keyOf(draft, call, path)
      return textParameters(call, 'Name').flatMap((name) => {
        const kept = keptName(draft, key, name)
        if (kept === undefined) return [propertyNotFound(name, key)]
        delete draft.registry[key]?.[kept]
        return []
      })
    })
    for (const fault of missing) report(call, 'Remove-ItemProperty', fault)
  }
}

function keyOf(state: Readonly<HostState>, call: CmdletCall, path: string): string {
  const key = keptKey(state, locate(path, call.session).path)
  if (!key) throw new CmdletError(pathNotFound(path))
  return key
}

function keptName(state: Readonly<HostState>, key: string, name: string): string | undefined {
  return Object.keys(state.registry[key] ?? {}).find((one) => one.toLowerCase() === name.toLowerCase())
}

function registryValue(value: Value, asked: string | undefined): RegistryValue {
  const kind =
    kindOf(asked) ?? (typeof value === 'number' ? 'DWord' : value instanceof Uint8Array ? 'Binary' : 'String')
  if (kind === 'DWord' || kind === 'QWord') return { kind, value: wholeNumber(value, kind) }
  if (kind === 'MultiString') return { kind, value: listOf(value).map(textOf) }
  if (kind === 'Binary')
    return {
      kind,
      value: Buffer.from(Uint8Array.from(value instanceof Uint8Array ? value : listOf(value).map(Number))).toString(
        'base64',
      ),
    }
  return { kind, value: textOf(value) }
}

function kindOf(asked: string | undefined): RegistryKind | undefined {
  if (asked === undefined) return undefined
  const found = kinds.find((kind) => kind.toLowerCase() === asked.toLowerCase())
  if (found) return found
  throw invalid(
    `Cannot bind parameter 'PropertyType'. Cannot convert value "${asked}" to type "Microsoft.Win32.RegistryValueKind". Error: "Unable to match the identifier name ${asked} to a valid enumerator name. Specify one of the following enumerator names and try again:\nString, ExpandString, Binary, DWord, MultiString, QWord, Unknown"`,
    asked,
  )
}

function wholeNumber(value: Value, kind: string): number {
  const text = textOf(value)
  if (/^(-?\d+|0x[0-9a-f]+)$/i.test(text)) return Number(text)
  const type = kind === 'DWord' ? 'System.Int32' : 'System.Int64'
  throw invalid(
    `Cannot convert value "${text}" to type "${type}". Error: "Input string was not in a correct format."`,
    text,
  )
}

const kinds: readonly RegistryKind[] = ['String', 'ExpandString', 'DWord', 'QWord', 'Binary', 'MultiString']

function alreadyExists(key: string): CmdletError {
  return new CmdletError({
    message: 'The property already exists.',
    exception: 'System.IO.IOException',
    id: 'System.IO.IOException',
    category: 'ResourceExists',
    target: key,
  })
}
