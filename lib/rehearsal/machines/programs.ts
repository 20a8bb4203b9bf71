import { join } from 'node:path'
import { env } from '#lib/env.ts'
import type { Machine } from '../plan.ts'
import type { Site } from '../raise.ts'

/** The program that stands for a machine that is no Linux node, as words. A machine without one has its address and no more. */
export function programOf({ lab }: Site, machine: Machine): readonly string[] {
  switch (machine.role) {
    case 'workstation':
      return node('relay/main.ts', lab.relaySocket)
    default:
      return ['sleep', 'infinity']
  }
}

export const isSimulated = (machine: Machine) => ['load-balancer', 'workstation', 'exchange'].includes(machine.role)

export async function prepareProgram(_site: Site, _machine: Machine): Promise<void> {}

const node = (program: string, ...words: string[]) => [
  process.execPath,
  '--max-old-space-size=32',
  '--max-semi-space-size=1',
  join(env.root, 'lib/rehearsal', program),
  ...words,
]
