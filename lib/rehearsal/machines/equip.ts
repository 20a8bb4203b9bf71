import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { prefixLength } from '#lib/parts/ipv4.ts'
import { machinePlace } from '../lab-place.ts'
import type { Machine } from '../plan.ts'
import type { Site } from '../raise.ts'
import { connectDisk, diskImage, makeDisk } from './disk.ts'
import { passwordHash } from './password.ts'
import type { Running } from './power.ts'
import { prepareProgram, programOf } from './programs.ts'
import { windowsConfig } from './windows-config.ts'

/** Puts in place what a machine needs before it is switched on, and says what it then is. */
export async function equip(site: Site, machine: Machine, image: string): Promise<Running> {
  const { plan, lab } = site
  const address = `${machine.address}/${prefixLength(plan.subnet)}`
  await mkdir(machinePlace(lab, machine.name).folder, { recursive: true })
  if (machine.role !== 'load-balancer') {
    await prepareProgram(site, machine)
    return { kind: 'program', name: machine.name, address, words: programOf(site, machine) }
  }
  const own = await diskImage(lab, machine.name, image)
  if (!own) await makeDisk(lab, machine.name, image)
  await connectDisk(lab, machine.name, address, {
    user: plan.login.user,
    publicKey: plan.login.publicKey,
    passwordHash: await currentHash(site, machine, image),
  })
  return { kind: 'linux', name: machine.name, address, image: own ?? image, login: plan.login.user }
}

/** All of the plan that a machine takes notice of when it is switched on. Refuses a disk that is not of this plan. */
export async function stampFor(site: Site, machine: Machine, image: string): Promise<string> {
  const { subnet, login, adDomain } = site.plan
  const own =
    machine.role === 'load-balancer'
      ? [
          (await diskImage(site.lab, machine.name, image)) ?? image,
          login.user,
          login.publicKey,
          await currentHash(site, machine, image),
        ]
      : [adDomain, programOf(site, machine), windowsConfig(site, machine)]
  return createHash('sha256')
    .update(JSON.stringify([machine, subnet, own]))
    .digest('hex')
}

const currentHash = ({ plan, lab }: Site, machine: Machine, image: string) =>
  passwordHash(image, machinePlace(lab, machine.name).folder, plan.login.sudoPassword)
