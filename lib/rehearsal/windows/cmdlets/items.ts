import { type CmdletCall, type Cmdlets, isSwitched, textParameter, textParameters } from '../powershell/cmdlet.ts'
import { wildcard } from '../powershell/operators.ts'
import { keptPath, parentOf } from '../state/files.ts'
import type { HostState } from '../state/host-state.ts'
import { invalid, pathNotFound, report } from './faults.ts'
import { exists, keptCertificate, keptKey, type Location, locate } from './location.ts'
import { itemAt } from './provider-items.ts'

/** Items of the drives: files and folders, registry keys, certificates. */
export const itemCmdlets: Cmdlets = {
  'Test-Path': { run: testPath },
  'Get-Item': { run: (call) => eachPlace(call, 'Get-Item', (place) => call.streams.output(itemAt(call.host, place))) },
  'Get-ChildItem': { run: getChildItem },
  'New-Item': { run: newItem },
  'Remove-Item': { run: removeItem },
}

/** Runs for each place that the paths name; wildcards are filled in, and what is not there is reported. */
function eachPlace(call: CmdletCall, cmdlet: string, act: (place: Location) => void): void {
  const state = call.host.state.read()
  const literal = textParameters(call, 'LiteralPath')
  const paths = literal.length > 0 ? literal : textParameters(call, 'Path')
  for (const path of paths) {
    const place = locate(path, call.session)
    if (exists(state, place)) act(place)
    else if (literal.length === 0 && /[*?]/.test(path)) for (const match of matching(state, place)) act(match)
    else report(call, cmdlet, pathNotFound(place.provider === 'file' ? place.path : path))
  }
}

function testPath(call: CmdletCall): void {
  const state = call.host.state.read()
  const kind = textParameter(call, 'PathType')?.toLowerCase()
  for (const path of textParameters(call, 'Path', 'LiteralPath')) {
    const place = locate(path, call.session)
    const isThere = exists(state, place) || (/[*?]/.test(path) && matching(state, place).length > 0)
    const isContainer = isContainerAt(state, place)
    const isKind = !kind || kind === 'any' || (kind === 'container') === isContainer
    call.streams.output(isThere && isKind)
  }
}

function getChildItem(call: CmdletCall): void {
  const state = call.host.state.read()
  const paths = textParameters(call, 'LiteralPath', 'Path')
  const filter = textParameter(call, 'Filter')
  for (const path of paths.length > 0 ? paths : [call.session.location]) {
    const place = locate(path, call.session)
    if (/[*?]/.test(path) && !call.parameters.has('LiteralPath')) {
      for (const match of matching(state, place)) call.streams.output(itemAt(call.host, match))
    } else if (!exists(state, place)) report(call, 'Get-ChildItem', pathNotFound(path))
    else if (!isContainerAt(state, place)) call.streams.output(itemAt(call.host, place))
    else {
      for (const child of childrenOf(state, place, isSwitched(call, 'Recurse'))) {
        if (filter && !wildcard(filter).test(child.path.split('\\').at(-1) ?? '')) continue
        call.streams.output(itemAt(call.host, child))
      }
    }
  }
}

async function newItem(call: CmdletCall): Promise<void> {
  const name = textParameter(call, 'Name')
  const isForced = isSwitched(call, 'Force')
  for (const path of textParameters(call, 'Path')) {
    const place = locate(name === undefined ? path : `${path}\\${name}`, call.session)
    if (place.provider !== 'file' && place.provider !== 'registry')
      throw invalid(`New-Item cannot make ${place.shown}.`)
    const isFolder = /^d/i.test(textParameter(call, 'ItemType') ?? 'File')
    const made = await call.host.state.change((draft) =>
      make(draft, place, isFolder, isForced, textParameter(call, 'Value')),
    )
    if (made) call.streams.output(itemAt(call.host, place))
    else report(call, 'New-Item', alreadyThere(place))
  }
}

function make(
  draft: HostState,
  { provider, path }: Location,
  isFolder: boolean,
  isForced: boolean,
  value = '',
): boolean {
  if (provider === 'registry') {
    if (keptKey(draft, path) && !isForced) return false
    if (!isForced && !keptKey(draft, path.replace(/\\[^\\]*$/, ''))) throw missing(path)
    for (const key of ancestors(path)) draft.registry[keptKey(draft, key) ?? key] ??= {}
    const values = draft.registry[keptKey(draft, path) ?? path]
    if (value && values) values['(default)'] = { kind: 'String', value }
    return true
  }
  if (keptPath(draft, path) && !(isForced && isFolder)) return false
  if (!keptPath(draft, parentOf(path)) && !isForced && !isFolder) throw missing(path)
  for (const folder of ancestors(isFolder ? path : parentOf(path)))
    draft.files[keptPath(draft, folder) ?? folder] ??= null
  if (!isFolder) draft.files[path] = Buffer.from(value).toString('base64')
  return true
}

async function removeItem(call: CmdletCall): Promise<void> {
  const places: Location[] = []
  eachPlace(call, 'Remove-Item', (place) => places.push(place))
  await call.host.state.change((draft) => {
    for (const place of places) remove(draft, place, isSwitched(call, 'Recurse'))
  })
}

function remove(draft: HostState, place: Location, isDeep: boolean): void {
  if (place.provider === 'certificate') {
    const { store, thumbprint } = keptCertificate(draft, place.path)
    if (store && thumbprint) delete draft.certificates[store]?.[thumbprint]
    return
  }
  const inside = childrenOf(draft, place, true)
  // Without -Recurse Windows asks a person first, and here there is none.
  if (inside.length > 0 && !isDeep)
    throw invalid(
      `The item at ${place.shown} has children and the Recurse parameter was not specified. A command that prompts the user failed because the host program or the command type does not support user interaction.`,
      place.shown,
    )
  for (const { provider, path } of [...inside, place]) {
    if (provider === 'registry') delete draft.registry[keptKey(draft, path) ?? '']
    else delete draft.files[keptPath(draft, path) ?? '']
  }
}

function isContainerAt(state: Readonly<HostState>, { provider, path }: Location): boolean {
  if (provider === 'registry') return true
  if (provider === 'certificate') return !path.includes('\\')
  return state.files[keptPath(state, path) ?? ''] === null
}

function childrenOf(state: Readonly<HostState>, { provider, path }: Location, isDeep: boolean): Location[] {
  const place = (child: string): Location => ({ provider, path: child, shown: child })
  if (provider === 'certificate') {
    const { store } = keptCertificate(state, path)
    if (path === '') return Object.keys(state.certificates).map(place)
    return store ? Object.keys(state.certificates[store] ?? {}).map((one) => place(`${store}\\${one}`)) : []
  }
  const prefix = `${path.replace(/\\$/, '')}\\`.toLowerCase()
  const all = provider === 'registry' ? Object.keys(state.registry) : Object.keys(state.files)
  const below = all.filter((one) => one.toLowerCase().startsWith(prefix) && one.length > prefix.length)
  return below.filter((one) => isDeep || !one.slice(prefix.length).includes('\\')).map(place)
}

/** What a path with wildcards in its last part leads to. */
function matching(state: Readonly<HostState>, { provider, path }: Location): Location[] {
  const parent = { provider, path: path.replace(/\\?[^\\]*$/, ''), shown: path }
  const pattern = wildcard(path.split('\\').at(-1) ?? '*')
  return childrenOf(state, parent, false).filter((one) => pattern.test(one.path.split('\\').at(-1) ?? ''))
}

function ancestors(path: string): string[] {
  const parts = path.split('\\').filter((part) => part !== '')
  return parts
    .map((_, at) => parts.slice(0, at + 1).join('\\'))
    .map((one) => (/^[a-z]:$/i.test(one) ? `${one}\\` : one))
}

function missing(path: string) {
  return invalid(`Could not find a part of the path '${path}'.`, path)
}

function alreadyThere({ provider, path }: Location) {
  const what = provider === 'registry' ? 'A key in this path already exists.' : `The file '${path}' already exists.`
  return {
    message: what,
    exception: 'System.IO.IOException',
    id: 'NewItemIOError',
    category: 'WriteError',
    target: path,
  } as const
}
