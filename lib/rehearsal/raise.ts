import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
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
  const onWait = () => log('Another process is at work on the machines of this rehearsal; waiting for it.')
  await withLock(lab.lock, { signal, onWait }, async () => {
    await mkdir(lab.folder, { recursive: true, mode: 0o700 })
    // Kept as it is where it is there: the machines end when it is gone or another.
    await writeFile(lab.marker, '', { flag: 'a' })
    await startSwitch(lab)
    await Promise.all(machines.map((machine) => raise({ plan, lab }, machine, image, { log, signal })))
    await Promise.all(machines.map((machine) => answered(lab, machine, signal)))
  })
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
