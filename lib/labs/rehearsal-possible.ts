import { type Unmet, unmetRequirements } from '#lib/rehearsal/requirements.ts'

/** Whether machines can be made on this host, and exactly what is missing where they cannot. */
export async function rehearsalPossible(): Promise<{ possible: boolean; unmet: Unmet[] }> {
  const unmet = await unmetRequirements()
  return { possible: unmet.length === 0, unmet }
}
