import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { makeSelfSigned } from '../exchange/self-signed.ts'
import { machinePlace } from '../lab-place.ts'
import type { Machine } from '../plan.ts'
import type { Site } from '../raise.ts'
import { hostProcess } from '../windows/host-process.ts'
import { windowsConfig } from './windows-config.ts'

/** The program that stands for a machine that is no Linux node, as words. */
export function programOf(site: Site, machine: Machine): readonly string[] {
  const { folder, controlSocket } = machinePlace(site.lab, machine.name)
  const { words, variables } = hostProcess(configFile(folder))
  const withVariables = ['env', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)]
  switch (machine.role) {
    case 'workstation':
      return node('relay/main.ts', 32, site.lab.relaySocket)
    case 'exchange':
      return [
        ...withVariables,
        ...node('exchange/main.ts', 64, fqdnOf(site, machine), folder, controlSocket, configFile(folder)),
      ]
    default:
      return [...withVariables, ...words]
  }
}

/** What is said of a machine that is not simulated in full yet. */
export const noteOn = ({ role }: Machine): { note?: string } =>
  role === 'exchange'
    ? { note: 'WinRM answers on 5985 and 5986; the PowerShell endpoint of Exchange is not simulated here yet.' }
    : {}

/** What the program finds in the machine's folder when it starts. */
export async function prepareProgram(site: Site, machine: Machine): Promise<void> {
  const { folder } = machinePlace(site.lab, machine.name)
  if (machine.role === 'exchange') await makeSelfSigned(folder, fqdnOf(site, machine))
  const windows = windowsConfig(site, machine)
  if (windows) await writeFile(configFile(folder), JSON.stringify(windows), { mode: 0o600 })
}

const configFile = (folder: string) => join(folder, 'windows.json')

const fqdnOf = ({ plan }: Site, { name }: Machine) => `${name}.${plan.adDomain}`

const node = (program: string, heapMb: number, ...words: string[]) => [
  process.execPath,
  `--max-old-space-size=${heapMb}`,
  '--max-semi-space-size=1',
  join(env.root, 'lib/rehearsal', program),
  ...words,
]
