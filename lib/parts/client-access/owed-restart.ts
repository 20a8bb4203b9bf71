import { z } from 'zod'
import type { Keep } from '#lib/wizard/step.ts'

/**
 * A restart of IIS that a change needs before it counts. Written before the change is made and forgotten after the restart, so
 * that a wizard which dies in between still restarts. `isRestarted`: IIS is back, and its health pages are still waited for.
 */
const owedSchema = z.object({ reason: z.string(), isRestarted: z.boolean() })
type Owed = z.output<typeof owedSchema>

/** To be called before a change that counts only after IIS has been restarted. */
export function oweRestart(keep: Keep, host: string, reason: string): Promise<void> {
  return writeOwed(keep, host, { reason, isRestarted: false })
}

/** What is still owed on this host; `undefined`: nothing. */
export async function owedRestart(keep: Keep, host: string): Promise<Owed | undefined> {
  const text = await keep.read(nameOf(host))
  return text === undefined ? undefined : owedSchema.parse(JSON.parse(text))
}

export function writeOwed(keep: Keep, host: string, owed: Owed): Promise<void> {
  return keep.write(nameOf(host), JSON.stringify(owed))
}

export function forgetOwed(keep: Keep, host: string): Promise<void> {
  return keep.remove(nameOf(host))
}

const nameOf = (host: string) => `iis/owed-restart/${host}`
