import { db } from '#lib/db.ts'
import { sweep } from '#lib/rehearsal/sweep.ts'
import { finishRekey } from '#lib/rekey.ts'
import { ringShutdown } from '#lib/wizard/bell.ts'
import { interruptAll } from '#lib/wizard/live-runs.ts'
import { resume } from '#lib/wizard/resume.ts'

const shared = globalThis as typeof globalThis & { fairleadBooted?: boolean }

/** Next may call this more than once; it is safe every time. */
export async function boot(): Promise<void> {
  await finishRekey()
  await resume()
  await sweepOrphans()
  if (shared.fairleadBooted) return
  shared.fairleadBooted = true
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutDown())
}

/** Machines whose lab is no longer in the database are what a killed wizard left behind. */
export async function sweepOrphans(): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  const labs = await db.lab.findMany({ where: { kind: 'rehearsal' }, select: { id: true } })
  await sweep(labs.map(({ id }) => id))
}

async function shutDown(): Promise<void> {
  await interruptAll()
  ringShutdown()
}
