import type { Lab } from '#generated/prisma/client.ts'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'

export async function findLab(labId: string): Promise<Lab> {
  const lab = await db.lab.findUnique({ where: { id: labId } })
  if (lab) return lab
  throw new Failure('not-found', { message: 'There is no such lab.', remedy: 'Go back to the list of labs.' })
}
