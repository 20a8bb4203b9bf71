import { rm } from 'node:fs/promises'
import { env } from '#lib/env.ts'
import type { Dial, Rehearsal } from '#lib/wizard/hosts.ts'
import { isPopulated } from './cgroup.ts'
import { endLab } from './lab-end.ts'
import { labPlace, machinePlace } from './lab-place.ts'
import { hostKeyOf } from './machines/disk.ts'
import { isOn, port, powerOff } from './machines/power.ts'
import { memoryOf } from './memory.ts'
import { checkPlan, type LabPlan, type Machine, machineOf, workstationOf } from './plan.ts'
import { raiseMachines } from './raise.ts'
import { dialThrough } from './relay/dial.ts'
import { controlHost } from './windows/control.ts'

export type HostKey = { host: string; algorithm: string; fingerprint: string }

export type RehearsalLab = Rehearsal & {
  readonly dial: Dial
  /** Switches every machine off. Their disks stay; the next raise goes on with them. */
  down(): Promise<void>
  /** Switches every machine off and throws its disk and its host key away. */
  discard(): Promise<void>
  /** The SSH host keys of the machines that have been raised at least once. */
  hostKeys(): Promise<HostKey[]>
  /** Bytes of memory (PSS) of all processes of the lab. */
  memoryBytes(): Promise<number>
  /** The power fails, without a word to the machine. */
  powerOff(host: string): Promise<void>
  /** Answers when the machine answers again. */
  powerOn(host: string, options?: { signal?: AbortSignal }): Promise<void>
  /** The network cable is pulled: the machine sees its link go. */
  unplug(host: string): Promise<void>
  plug(host: string): Promise<void>
  /** The switch stops passing anything to and from the machine, which sees nothing of it. */
  cut(host: string): Promise<void>
  heal(host: string): Promise<void>
}

/** The machines of one lab, found by name on this host: whoever asks with the same plan speaks of the same machines. */
export function rehearsal(given: LabPlan, images = env.images): RehearsalLab {
  const plan = checkPlan(given)
  const place = () => labPlace(plan)
  const machineAt = async (host: string) => {
    const lab = await place()
    return { lab, machine: machineOf(plan, host), at: machinePlace(lab, host) }
  }
  const onPort = async (host: string, ...words: string[]) => {
    const { lab, at } = await machineAt(host)
    await port(lab, at, 'set', ...words)
  }

  return {
    dial: async (target) => dialThrough((await place()).relaySocket)(target),
    raise: ({ log, signal }) => raiseMachines({ plan, images }, plan.hosts, { log, signal }),
    down: async () => endLab(await place()),
    discard: async () => {
      const lab = await place()
      await endLab(lab)
      await rm(lab.folder, { recursive: true, force: true })
      await rm(lab.lock, { force: true })
    },
    status: async () => {
      const lab = await place()
      // Without the switch every machine has lost its cable for good; the next raise starts them anew.
      const cabled = await isPopulated(lab.switchCgroup)
      const look = async (machine: Machine) => ({
        host: machine.name,
        up: cabled && (await isOn(machinePlace(lab, machine.name))),
      })
      return Promise.all(plan.hosts.map(look))
    },
    hostKeys: async () => {
      const lab = await place()
      const keys = plan.hosts.map(async ({ name }) => ({ host: name, key: await hostKeyOf(lab, name) }))
      return (await Promise.all(keys)).flatMap(({ host, key }) => (key ? [{ host, ...key }] : []))
    },
    memoryBytes: async () => memoryOf((await place()).cgroup),
    powerOff: async (host) => {
      const { lab, machine } = await machineAt(host)
      await powerOff(lab, machine.name)
    },
    powerOn: async (host, { signal = new AbortController().signal } = {}) => {
      const needed = new Set([workstationOf(plan), machineOf(plan, host)])
      await raiseMachines({ plan, images }, [...needed], { log: () => {}, signal })
    },
    unplug: (host) => onPort(host, 'down'),
    plug: (host) => onPort(host, 'up'),
    cut: (host) => onPort(host, 'nomaster'),
    heal: (host) => onPort(host, 'master', 'br0'),
    setService: async (host, service, mode) => {
      const { at } = await machineAt(host)
      await controlHost(host, at, { do: 'set-service', service, mode })
    },
  }
}
