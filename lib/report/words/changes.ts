import type { ReportData, ReportRun, ReportStepRun } from '#lib/report/report-data.ts'
import type { PartView } from '#lib/wizard/view.ts'

/** How long the Steps of a Part took when they last changed something, or else when they were last looked at. */
export function tookOf({ runs }: ReportData, part: PartView): number | null {
  const took = part.steps.flatMap((step) => {
    const own = runs.flatMap(({ steps }) => steps.filter((run) => run.partId === part.id && run.stepId === step.id))
    const told = own.findLast(({ outcome }) => outcome === 'changed') ?? own.at(-1)
    return told?.endedAt ? Date.parse(told.endedAt) - Date.parse(told.startedAt) : []
  })
  return took.length > 0 ? took.reduce((sum, ms) => sum + ms, 0) : null
}

/** Every time a Step changed something and proved it, oldest first. */
export const changedRuns = ({ runs }: ReportData): ReportStepRun[] =>
  runs.flatMap(({ steps }) => steps.filter(({ outcome }) => outcome === 'changed'))

/** What was changed in all, and on how many hosts. A Step without a plan counts as one change. */
export function tallyOfChanges(data: ReportData): { changes: number; hosts: number } {
  const runs = changedRuns(data)
  return {
    changes: runs.reduce((sum, { changes }) => sum + Math.max(1, changes.length), 0),
    hosts: new Set(runs.flatMap(({ changes }) => changes.map(({ host }) => host)).filter((host) => host !== 'Fairlead'))
      .size,
  }
}

/**
 * Whether walking the whole lab once more found nothing to do: the newest finished walk over all Parts, if nothing was
 * changed in it or since. null: that has not been tried.
 */
export function walkWithoutChange({ runs }: ReportData): ReportRun | null {
  const whole = runs.findLast((run) => run.kind !== 'undo' && !run.partId && !run.stepId && run.outcome === 'done')
  if (!whole) return null
  const since = runs.slice(runs.indexOf(whole)).flatMap(({ steps }) => steps)
  return since.every(({ outcome }) => outcome === 'satisfied') ? whole : null
}
