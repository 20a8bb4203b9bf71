import { finishRekey } from '#lib/rekey.ts'
import { ringShutdown } from '#lib/wizard/bell.ts'
import { interruptAll } from '#lib/wizard/live-runs.ts'
import { resume } from '#lib/wizard/resume.ts'

const shared = globalThis as typeof globalThis & { fairleadBooted?: boolean }

/** Next may call this more than once; it is safe every time. */
export async function boot(): Promise<void> {
  await finishRekey()
  await resume()
  if (shared.fairleadBooted) return
  shared.fairleadBooted = true
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutDown())
}

async function shutDown(): Promise<void> {
  await interruptAll()
  ringShutdown()
}
