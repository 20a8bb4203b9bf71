import type { PartView, RunView } from '#lib/wizard/view.ts'

const verbs = { look: 'Look at', apply: 'Run', undo: 'Undo' }

/** What a run was asked to do: "Run all Parts", "Look at Part 5 · Load balancer", "Undo: Configuration". */
export function runTitle({ kind, partId, stepId }: RunView, parts: readonly PartView[]): string {
  const index = parts.findIndex(({ id }) => id === partId)
  const part = parts[index]
  if (!part) return `${verbs[kind]} all Parts`
  const step = part.steps.find(({ id }) => id === stepId)
  return step ? `${verbs[kind]}: ${step.title}` : `${verbs[kind]} Part ${index + 1} · ${part.title}`
}
