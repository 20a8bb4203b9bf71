import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { machinePlace } from '../lab-place.ts'
import type { Machine } from '../plan.ts'
import type { Site } from '../raise.ts'
import { hostProcess } from '../windows/host-process.ts'
import { windowsConfig } from './windows-config.ts'

/** The program that stands for a machine that is no Linux node, as words. */
export function programOf(site: Site, machine: Machine): readonly string[] {
  if (machine.role === 'workstation') return relay(site.lab.relaySocket)
  const { words, variables } = hostProcess(configFile(site, machine))
  return ['env', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...words]
}

/** What the program finds in the machine's folder when it starts. */
export async function prepareProgram(site: Site, machine: Machine): Promise<void> {
  const windows = windowsConfig(site, machine)
  if (windows) await writeFile(configFile(site, machine), JSON.stringify(windows), { mode: 0o600 })
}

const configFile = ({ lab }: Site, { name }: Machine) => join(machinePlace(lab, name).folder, 'windows.json')

const relay = (socket: string) => [
  process.execPath,
  '--max-old-space-size=32',
  '--max-semi-space-size=1',
  join(env.root, 'lib/rehearsal/relay/main.ts'),
  socket,
]
