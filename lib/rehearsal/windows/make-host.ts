import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commands } from './cmdlets/table.ts'
import type { WindowsHostConfig } from './config.ts'
import { Faults } from './faults.ts'
import { Directory } from './state/directory.ts'
import { firstDirectory } from './state/directory-state.ts'
import type { HostState } from './state/host-state.ts'
import { JsonDocument } from './state/json-document.ts'
import type { WindowsHost } from './windows-host.ts'

/** A host with the state that its folder keeps, or with its first state where the folder is new. It does not listen yet. */
export async function makeHost(config: WindowsHostConfig): Promise<WindowsHost> {
  mkdirSync(config.folder, { recursive: true, mode: 0o700 })
  mkdirSync(dirname(config.directoryFile), { recursive: true, mode: 0o700 })
  const state = await hostState(config)
  const document = new JsonDocument(config.directoryFile, () => firstDirectory(config))
  // Written at once, so that what a test or another host reads is what this one goes by; a lab that was made before a
  // branch of the directory was simulated gets the first state of it.
  await document.change((draft) => void Object.assign(draft, { ...firstDirectory(config), ...draft }))
  const directory = new Directory(document, config.name)
  return { config, state, directory, commands, faults: new Faults(), iisRestarts: [], clockAheadMs: 0 }
}

/** Whether the folder already keeps a state. */
export function isPrepared({ folder }: WindowsHostConfig): boolean {
  return existsSync(stateFileOf(folder))
}

async function hostState(config: WindowsHostConfig): Promise<JsonDocument<HostState>> {
  const path = stateFileOf(config.folder)
  if (isPrepared(config)) return new JsonDocument<HostState>(path, () => missing(path))
  const { firstState } = await import('./state/first-state.ts')
  const first = await firstState(config)
  const state = new JsonDocument<HostState>(path, () => first)
  await state.change(() => undefined)
  return new JsonDocument<HostState>(path, () => missing(path))
}

function stateFileOf(folder: string): string {
  return join(folder, 'state.json')
}

function missing(path: string): never {
  throw new Error(`${path} is gone: the lab was reset while this host ran. Start the host again.`)
}
