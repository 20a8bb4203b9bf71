import type { LabSummary, LabView } from '#lib/labs/lab-view.ts'
import type { Wizard } from './wizard.ts'

/** The only lab of a wizard, as its pages read it. */
export async function labOf(wizard: Wizard): Promise<LabView> {
  const labs: LabSummary[] = await (await fetch(`${wizard.url}/api/labs`)).json()
  return (await fetch(`${wizard.url}/api/labs/${labs[0]?.id}`)).json()
}
