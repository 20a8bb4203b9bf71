import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import { directDial } from '#lib/protocols/direct-dial.ts'
import { rehearsal } from '#lib/rehearsal/rehearsal.ts'
import { Secret } from '#lib/secret.ts'
import type { Dial } from '#lib/wizard/hosts.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import type { Keep } from '#lib/wizard/step.ts'
import { readAnswers } from './answers.ts'
import { credentialNames } from './credentials.ts'
import { findLab } from './find-lab.ts'

export const folderOf = (labId: string): string => join(env.data, 'labs', labId)

/** The machines of a rehearsal, as its answers describe them. */
export async function rehearsalOf(labId: string) {
  const [lab, answers, keep] = [await findLab(labId), await readAnswers(labId), keepOf(labId)]
  const publicKey = await keep.read(credentialNames.publicKey)
  const sudoPassword = await keep.readSecret(credentialNames.sudoPassword)
  if (lab.kind !== 'rehearsal' || !publicKey || !sudoPassword) {
    throw new Failure('host-unfit', {
      message: 'This lab has no rehearsal machines.',
      remedy: 'Make a new lab of kind "rehearsal".',
    })
  }
  const { subnet, hosts, login, adDomain, netbios, administrator } = answers.lab
  return rehearsal({
    labId,
    folder: folderOf(labId),
    release: lab.release === 'trixie' ? 'trixie' : 'bookworm',
    subnet,
    hosts,
    login: { user: login.user, publicKey, sudoPassword },
    adDomain,
    windows: { netbios, administrator, password: await windowsPasswordOf(keep) },
  })
}

/** Rehearsals of an earlier version were made without one. */
async function windowsPasswordOf(keep: Keep): Promise<Secret> {
  const kept = await keep.readSecret(credentialNames.windowsPassword)
  if (kept) return kept
  const made = new Secret(randomBytes(15).toString('base64url'))
  await keep.writeSecret(credentialNames.windowsPassword, made)
  return made
}

/** Which machines of a rehearsal are up; null where the machines are real. */
export async function machinesOf(labId: string): Promise<{ host: string; up: boolean }[] | null> {
  const lab = await findLab(labId)
  return lab.kind === 'rehearsal' ? (await rehearsalOf(labId)).status() : null
}

/** TCP connections into the lab: from this host, or in a rehearsal from LAB-WS01's place. */
export async function dialOf(labId: string): Promise<Dial> {
  const lab = await findLab(labId)
  return lab.kind === 'rehearsal' ? (await rehearsalOf(labId)).dial : directDial
}
