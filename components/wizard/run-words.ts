import type { PartView, StepView } from '#lib/wizard/view.ts'

/**
 * "9 changes on 2 hosts", "1 change in Fairlead": what the plan of a Part comes to. A Step that cannot be planned yet counts
 * as one change; its hosts are named only where no other Step names any, for it may be but a proof.
 */
export function changesWhere({ changes, steps }: PartView): string {
  const pending = steps.filter(({ state }) => state === 'pending')
  const planned = pending.flatMap((step) => step.changes.map(({ host }) => host))
  return `${count(changes, 'change')} ${where(planned.length > 0 ? planned : pending.flatMap((step) => step.hosts))}`
}

/** "on lab-hap01", "on 2 hosts", "in Fairlead" for what the wizard itself keeps. */
export function where(names: readonly string[]): string {
  const hosts = new Set(names.filter((name) => name !== 'Fairlead'))
  const [only] = hosts
  if (hosts.size === 0 || only === undefined) return 'in Fairlead'
  return hosts.size === 1 ? `on ${only}` : `on ${hosts.size} hosts`
}

export const count = (howMany: number, noun: string): string => `${howMany} ${noun}${howMany === 1 ? '' : 's'}`

/** Of a Part: the Steps that would put something back, last first. */
export const undoable = (part: PartView): StepView[] => part.steps.filter((step) => step.canUndo).reverse()

export const undoWords = (steps: readonly StepView[]): string =>
  `Undo ${count(steps.length, 'Step')} ${where(steps.flatMap((step) => step.hosts))}`
