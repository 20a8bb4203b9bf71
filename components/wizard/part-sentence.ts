import type { LabView } from '#lib/labs/lab-view.ts'
import type { PartView } from '#lib/wizard/view.ts'

/** The sentence under a Part's title: what is going on, what stands in the way, else what the Part is about. */
export function partSentence(part: PartView, { activeRun, parts }: Pick<LabView, 'activeRun' | 'parts'>): string {
  const elsewhere = activeRun?.at && activeRun.at.partId !== part.id ? activeRun.at : undefined
  if (elsewhere) return `${nameOf(elsewhere.partId, parts)} is running; a lab has one run at a time.`
  if (activeRun?.at)
    return `${verbs[activeRun.kind]} step ${activeRun.at.position} of ${activeRun.at.of}: ${titleAt(part, activeRun.at.stepId)}`
  if (part.state === 'attention' || part.state === 'half-way')
    return `${proven(part)} What is done stays done; nothing is repeated blindly.`
  if (part.state === 'look-again')
    return 'Answers, or something in an earlier Part, have changed since this Part was carried out. Look at what would change now.'
  return part.purpose
}

const verbs = { look: 'Looking at', apply: 'Carrying out', undo: 'Undoing' }

function proven({ steps }: PartView): string {
  const done = steps.filter(({ state }) => state === 'satisfied' || state === 'changed').length
  return `${done} of ${steps.length} Steps ${done === 1 ? 'is' : 'are'} proven.`
}

const titleAt = (part: PartView, stepId: string) => part.steps.find(({ id }) => id === stepId)?.title ?? stepId

function nameOf(partId: string, parts: readonly PartView[]): string {
  const index = parts.findIndex(({ id }) => id === partId)
  return `Part ${index + 1}, ${parts[index]?.title ?? partId},`
}
