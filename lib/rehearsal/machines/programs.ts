import { join } from 'node:path'
import { env } from '#lib/env.ts'
import type { Role } from '#lib/parts/lab/schema.ts'
import { makeSelfSigned } from '../exchange/self-signed.ts'
import { machinePlace } from '../lab-place.ts'
import type { Machine } from '../plan.ts'
import type { Site } from '../raise.ts'

/** The program that stands for a machine that is no Linux node, as words. A machine without one has its address and no more. */
export function programOf(site: Site, machine: Machine): readonly string[] {
  const { folder, controlSocket } = machinePlace(site.lab, machine.name)
  switch (machine.role) {
    case 'workstation':
      return node('relay/main.ts', site.lab.relaySocket)
    case 'exchange':
      return node('exchange/main.ts', fqdnOf(site, machine), folder, controlSocket)
    default:
      return ['sleep', 'infinity']
  }
}

/** What is said of a machine that is not simulated yet. */
export const noteOn = ({ role }: Machine): { note?: string } =>
  simulated.includes(role)
    ? {}
    : { note: 'It has its place and its address in the lab; its services are not simulated yet.' }

const simulated: readonly Role[] = ['load-balancer', 'exchange', 'workstation']

/** What the program finds in the machine's folder when it starts. */
export async function prepareProgram(site: Site, machine: Machine): Promise<void> {
  const { folder } = machinePlace(site.lab, machine.name)
  if (machine.role === 'exchange') await makeSelfSigned(folder, fqdnOf(site, machine))
}

const fqdnOf = ({ plan }: Site, { name }: Machine) => `${name}.${plan.adDomain}`

const node = (program: string, ...words: string[]) => [
  process.execPath,
  '--max-old-space-size=32',
  '--max-semi-space-size=1',
  join(env.root, 'lib/rehearsal', program),
  ...words,
]
