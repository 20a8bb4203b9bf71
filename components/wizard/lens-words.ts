import type { PartView } from '#lib/wizard/view.ts'
import type { Lens } from './step-list.tsx'

/** What to do first, where a list of Steps has nothing to show yet. */
export function lensWords({ steps }: PartView, lens: Lens): string | undefined {
  if (steps.length === 0) return 'This Part has no Steps in this kind of lab.'
  if (lens === 'evidence')
    return steps.some(({ evidence }) => evidence.length > 0)
      ? undefined
      : 'Nothing is proven yet. A Step keeps its proofs when it has been carried out.'
  if (steps.some(({ runId }) => runId !== null)) return undefined
  return lens === 'plan'
    ? 'Nobody has looked yet. “Look: what would change?” asks the machines and changes nothing.'
    : 'Nothing has run yet. Look first: it changes nothing, and shows every change before it is made.'
}
