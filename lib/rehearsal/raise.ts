import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { childrenOf, endCgroup } from './cgroup.ts'
import { nodeImage, type Watch } from './image/build.ts'
import { type LabPlace, labPlace, machinePlace } from './lab-place.ts'
import { withLock } from './lock.ts'
import { answered } from './machines/answered.ts'
import { equip, stampFor } from './machines/equip.ts'
import { isOn, powerOff, powerOn, readStamp, startSwitch, writeStamp } from './machines/power.ts'
import type { LabPlan, Machine } from './plan.ts'
import { requireFitHost } from './requirements.ts'

export type Site = { plan: LabPlan; lab: LabPlace }

/** Raises those of the machines that are not up as the plan says, and waits until all of them answer. */
export async function raiseMachines(
  { plan, images }: { plan: LabPlan; images: string },
  machines: readonly Machine[],
  { log, signal }: Watch,
) {
  const lab = await labPlace(plan)
  if (!existsSync(lab.cgroup)) await requireFitHost({ labs: dirname(plan.folder), images })
  const image = await nodeImage(plan.release, { log, signal }, images)
  await mkdir(dirname(lab.lock), { recursive: true, mode: 0o700 })
  const onWait = () => log('Another process is at work on the machines of this rehearsal; waiting for it.')
  await withLock(lab.lock, { signal, onWait }, async () => {
    await mkdir(lab.folder, { recursive: true, mode: 0o700 })
    // Machines of a folder that was deleted a moment ago are about to end; they must not take the new ones with them.
    if (!existsSync(lab.marker)) await endCgroup(lab.cgroup)
    // Kept as it is where it is there: the machines end when it is gone or another.
    await writeFile(lab.marker, '', { flag: 'a' })
    await startSwitch(lab)
    await endStrangers(plan, lab)
    await Promise.all(machines.map((machine) => raise({ plan, lab }, machine, image, { log, signal })))
    await Promise.all(machines.map((machine) => answered(lab, machine, signal)))
  })
}

/** Machines that the plan no longer has, by this name, would still hold their addresses. */
async function endStrangers({ hosts }: LabPlan, lab: LabPlace): Promise<void> {
  const own = hosts.map(({ name }) => basename(machinePlace(lab, name).cgroup))
  for (const name of await childrenOf(join(lab.cgroup, 'machines'))) if (!own.includes(name)) await powerOff(lab, name)
}

async function raise(site: Site, machine: Machine, image: string, { log, signal }: Watch): Promise<void> {
  const place = machinePlace(site.lab, machine.name)
  const stamp = await stampFor(site, machine, image)
  const on = await isOn(place)
  if (on && stamp === (await readStamp(place))) return

  if (on) log(`${machine.name} runs by an older plan; it is switched off and on again.`)
  await powerOff(site.lab, machine.name)
  signal.throwIfAborted()
  const running = await equip(site, machine, image)
  await writeStamp(place, stamp)
  await powerOn(site.lab, running)
  log(`${machine.name} is on, at ${machine.address}.`)
}
