import type { PartView, StepView } from '#lib/wizard/view.ts'

/** A remedy as its single ways out: one a line, or a sentence that begins with "Or". */
export function waysOut(remedy: string | null): string[] {
  if (!remedy) return []
  return remedy
    .split(/\n+|(?<=[.!?])\s+(?=Or\b)/)
    .map((way) => way.replace(/^\s*(\d+[.)]|[-•])\s+/, '').trim())
    .filter(Boolean)
}

/** What has not happened, said only where the rows prove it. */
export function untouched(step: StepView, part: PartView): string | undefined {
  const rest = part.steps.slice(part.steps.indexOf(step) + 1)
  const noneStarted = rest.length > 0 && rest.every(({ runId }) => runId !== step.runId)
  const later = noneStarted ? 'the Steps after it were not started' : undefined
  // A look that found the way blocked comes before any change.
  if (step.state === 'blocked') return sentence('This Step has changed nothing', later)
  return later && sentence('The Steps after it were not started')
}

const sentence = (...clauses: (string | undefined)[]) => `${clauses.filter(Boolean).join('; ')}.`
