import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { Prisma } from '#generated/prisma/client.ts'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { label } from '#lib/parts/fields.ts'
import { makeKeyPair } from '#lib/protocols/ssh/key-pair.ts'
import { Secret } from '#lib/secret.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { credentialNames } from './credentials.ts'
import { findLab } from './find-lab.ts'
import type { LabSummary, LabView } from './lab-view.ts'
import { folderOf, rehearsalOf } from './rehearsal.ts'
import { summaryOf, viewOf } from './view-lab.ts'

export const releases = ['bookworm', 'trixie'] as const

export const newLabSchema = z.object({
  name: label('a name for the lab', 40),
  kind: z.enum(['rehearsal', 'real']),
  release: z.enum(releases).default('bookworm'),
})

export async function createLab(input: z.input<typeof newLabSchema>): Promise<string> {
  const { name, kind, release } = newLabSchema.parse(input)
  const id = randomBytes(4).readUInt32BE().toString(36).padStart(7, '0')
  try {
    await db.lab.create({ data: { id, name, kind, release: kind === 'rehearsal' ? release : null } })
  } catch (cause) {
    if (!(cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === 'P2002')) throw cause
    throw new Failure('invalid', {
      message: `There is already a lab called ${name}.`,
      remedy: 'Choose another name.',
      cause,
    })
  }
  await makeLogin(id, kind)
  // A rehearsal starts from the series' answers; of real machines, nothing is assumed before the administrator has said it.
  if (kind === 'rehearsal') {
    const data = Object.entries(defaultAnswers(kind)).map(([partId, answers]) => ({ labId: id, partId, answers }))
    await db.partAnswers.createMany({ data })
  }
  return id
}

/** Takes the machines of a rehearsal down, then forgets the lab. Real machines are left as they are. */
export async function deleteLab(labId: string): Promise<void> {
  const lab = await findLab(labId)
  const active = await db.run.findUnique({ where: { activeLabId: labId } })
  if (active)
    throw new Failure('busy', { message: 'A run is on in this lab.', remedy: 'Stop it, then delete the lab.' })
  if (lab.kind === 'rehearsal') await (await rehearsalOf(labId)).discard()
  await db.lab.delete({ where: { id: labId } })
  await rm(folderOf(labId), { recursive: true, force: true })
}

export async function listLabs(): Promise<LabSummary[]> {
  const labs = await db.lab.findMany({ orderBy: { createdAt: 'asc' } })
  return Promise.all(labs.map(async ({ id }) => summaryOf(await loadLab(id))))
}

export const loadLab = async (labId: string): Promise<LabView> => viewOf(await findLab(labId))

/** A key pair of the lab's own; the machines of a rehearsal also have passwords for sudo and for Windows, as real ones do. */
async function makeLogin(labId: string, kind: 'rehearsal' | 'real') {
  const keep = keepOf(labId)
  const { privateKey, publicKey } = makeKeyPair(`fairlead-${labId}`)
  await keep.writeSecret(credentialNames.privateKey, privateKey)
  await keep.write(credentialNames.publicKey, publicKey)
  if (kind === 'real') return
  for (const name of [credentialNames.sudoPassword, credentialNames.windowsPassword])
    await keep.writeSecret(name, new Secret(randomBytes(15).toString('base64url')))
}
