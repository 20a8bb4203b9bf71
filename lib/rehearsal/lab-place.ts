import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { labCgroup } from './cgroup.ts'
import type { LabPlan } from './plan.ts'

/** Where one lab is on this host: on disk, and in the tree of control groups. */
export type LabPlace = {
  readonly folder: string
  readonly cgroup: string
  readonly switchCgroup: string
  /** Made once; the machines end when it is gone. */
  readonly marker: string
  readonly relaySocket: string
  /** Beside the folder, not in it: a lab whose folder was deleted can be locked too. */
  readonly lock: string
}

export type MachinePlace = {
  readonly folder: string
  readonly cgroup: string
  /** What the machine was last started as. */
  readonly stamp: string
  readonly console: string
  /** Of the switch; the kernel allows 15 characters. */
  readonly port: string
  readonly mac: string
  readonly controlSocket: string
}

export async function labPlace({ folder, labId }: Pick<LabPlan, 'folder' | 'labId'>): Promise<LabPlace> {
  const cgroup = await labCgroup(folder, labId)
  return {
    folder,
    cgroup,
    switchCgroup: join(cgroup, 'switch'),
    marker: join(folder, 'lab'),
    relaySocket: join(folder, 'relay.sock'),
    lock: join(dirname(folder), `.${basename(folder)}.lock`),
  }
}

export function machinePlace(lab: LabPlace, name: string): MachinePlace {
  const own = name.toLowerCase()
  const hash = createHash('sha256').update(own).digest('hex')
  const folder = join(lab.folder, 'machines', own)
  return {
    folder,
    cgroup: join(lab.cgroup, 'machines', own),
    stamp: join(folder, 'stamp'),
    console: join(folder, 'console.log'),
    port: `port-${hash.slice(0, 8)}`,
    // 02: an address that nobody's factory gave.
    mac: `02:${hash.slice(0, 10).match(/../g)?.join(':')}`,
    controlSocket: join(lab.folder, `${hash.slice(0, 8)}.sock`),
  }
}

/** The kernel's limit of a Unix socket's path, less its closing zero. */
export const socketPathLimit = 107

/** The longest path of a socket in this folder. */
export const longestSocketPath = (folder: string) => join(folder, '12345678.sock')
