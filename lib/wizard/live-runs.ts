import { Failure } from '#lib/failure.ts'

type LiveRun = { runId: string; controller: AbortController; ended: Promise<unknown> }

// A run belongs to the server process, not to the page or the action that started it (Next bundles those apart).
const shared = globalThis as typeof globalThis & { fairleadRuns?: Map<string, LiveRun> }
const runs = shared.fairleadRuns ?? new Map<string, LiveRun>()
shared.fairleadRuns = runs

/** Starts the work and answers at once; the row of the run tells how it ends. */
export function live(labId: string, runId: string, work: (signal: AbortSignal) => Promise<unknown>): void {
  const controller = new AbortController()
  const ended = work(controller.signal)
    .catch(() => {})
    .finally(() => runs.delete(labId))
  runs.set(labId, { runId, controller, ended })
}

/** False when no run of this lab belongs to this process. Resolves when the run has ended. */
export async function stop(labId: string): Promise<boolean> {
  const run = runs.get(labId)
  run?.controller.abort(new DOMException('Stopped by the administrator.', 'AbortError'))
  await run?.ended
  return run !== undefined
}

export const ended = async (labId: string): Promise<void> => void (await runs.get(labId)?.ended)

/** At shutdown: every run ends as interrupted, with its Step looked at again after the next start. */
export async function interruptAll(): Promise<void> {
  const reason = new Failure('outcome-unknown', {
    message: 'The wizard was stopped while this Step ran.',
    remedy: 'Look again and go on: what is done is found done.',
  })
  for (const { controller } of runs.values()) controller.abort(reason)
  await Promise.all([...runs.values()].map(({ ended }) => ended))
}
