import { db } from '#lib/db.ts'
import { ring } from './bell.ts'
import { isAlive } from './owner.ts'

/**
 * Says what died: every row without an end whose process is gone is closed as interrupted. Nothing is run again here; it is
 * offered, and looked at on the machine first. Safe to call at any time and from several processes.
 */
export async function resume(): Promise<string[]> {
  const open = await db.run.findMany({ where: { endedAt: null } })
  const dead = open.filter(({ owner }) => !isAlive(owner))
  for (const { id } of dead) {
    await db.stepRun.updateMany({
      where: { runId: id, endedAt: null },
      data: {
        endedAt: new Date(),
        outcome: 'interrupted',
        failureCode: 'outcome-unknown',
        failureMessage: 'The wizard stopped while this Step ran, so what it had done by then is not known.',
        failureRemedy: 'Look again and go on: what is done is found done, and nothing is done twice.',
      },
    })
    await db.run.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: new Date(), outcome: 'interrupted', activeLabId: null },
    })
    ring(id)
  }
  return dead.map(({ id }) => id)
}
