import { basename } from 'node:path'
import { Failure } from '#lib/failure.ts'
import { inSubnet } from '#lib/parts/ipv4.ts'
import type { Role } from '#lib/parts/lab/schema.ts'
import type { Secret } from '#lib/secret.ts'

/** Debian 12 and 13. */
export const releases = ['bookworm', 'trixie'] as const
export type Release = (typeof releases)[number]

/** As long as a cuid. */
export const longestLabId = 25

export type Machine = { name: string; address: string; role: Role }

/** What the machines of one rehearsal lab are to be. */
export type LabPlan = {
  /** Short, [a-z0-9]: part of every name on the host. */
  readonly labId: string
  /** Everything of this lab that lies on disk; its parent is the folder of all labs of this wizard. */
  readonly folder: string
  readonly release: Release
  /** As 10.113.0.0/24. Other labs, and the host itself, may use the same. */
  readonly subnet: string
  readonly hosts: readonly Machine[]
  readonly login: {
    readonly user: string
    /** One line as in authorized_keys. */
    readonly publicKey: string
    readonly sudoPassword: Secret
  }
  readonly adDomain: string
  /** Of the Windows machines: the domain's NetBIOS name, and its administrator as LAB\Administrator or name@domain. */
  readonly windows: { readonly netbios: string; readonly administrator: string; readonly password: Secret }
}

/** Refuses what would not work, before anything is made of it. */
export function checkPlan(plan: LabPlan): LabPlan {
  if (!/^[a-z0-9]+$/.test(plan.labId) || plan.labId.length > longestLabId)
    refuse(`"${plan.labId}" cannot be the id of a lab.`, `Use 1 to ${longestLabId} small letters and digits.`)
  if (basename(plan.folder) !== plan.labId)
    refuse(
      `The folder ${plan.folder} does not have the name of its lab, ${plan.labId}.`,
      'Give it the name of the lab.',
    )
  for (const { name } of plan.hosts)
    if (!/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/.test(name))
      refuse(`"${name}" cannot be the name of a machine.`, 'Use letters, digits and hyphens.')
  for (const { name, address } of plan.hosts)
    if (!inSubnet(address, plan.subnet))
      refuse(
        `${name} (${address}) lies outside ${plan.subnet}.`,
        'The machines of a rehearsal hang on one switch: give each an address of the subnet.',
      )
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(plan.login.user))
    refuse(`"${plan.login.user}" cannot be a user of a machine.`, 'Use small letters, digits and hyphens.')
  if (/[\n\r]/.test(plan.login.publicKey.trim()))
    refuse('The public key of the login has more than one line.', 'Give one line, as it stands in authorized_keys.')
  workstationOf(plan)
  return plan
}

/** The machine in whose place Fairlead stands when it looks at the lab. */
export function workstationOf(plan: LabPlan): Machine {
  const workstation = plan.hosts.find(({ role }) => role === 'workstation')
  if (workstation) return workstation
  return refuse(
    'This lab has no workstation, and Fairlead looks at a rehearsal from its place.',
    'Add a host with the role workstation to the lab.',
  )
}

export function machineOf(plan: LabPlan, name: string): Machine {
  const machine = plan.hosts.find((host) => host.name === name)
  if (machine) return machine
  throw new Failure('not-found', {
    message: `${name} is no machine of this lab.`,
    remedy: `Its machines are ${plan.hosts.map((host) => host.name).join(', ')}.`,
  })
}

function refuse(message: string, remedy: string): never {
  throw new Failure('invalid', { message, remedy })
}
