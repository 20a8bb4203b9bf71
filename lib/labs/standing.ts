import type { LabSummary, LabView } from './lab-view.ts'

/** Where a lab stands, in one sentence for the list of labs. */
export function standingOf(lab: LabView, done: number, of: number): Pick<LabSummary, 'standing' | 'state'> {
  const number = (partId: string) => lab.parts.findIndex(({ id }) => id === partId) + 1
  const { at } = lab.activeRun ?? { at: null }
  if (lab.activeRun) {
    const where = at ? `Part ${number(at.partId)} is running, Step ${at.position} of ${at.of}` : 'A run is starting'
    return { state: 'running', standing: where }
  }
  const needy = lab.parts.find(({ state }) => state === 'attention')
  if (needy) return { state: 'attention', standing: `Part ${number(needy.id)}: ${needy.fact}` }
  const stopped = lab.parts.find(({ state }) => state === 'half-way' || state === 'look-again')
  if (stopped) return { state: 'half-way', standing: `Part ${number(stopped.id)}: ${stopped.fact}` }
  if (done === of) return { state: 'done', standing: 'All proven, drill passed' }
  if (done === 0) return { state: 'untouched', standing: 'Nothing has been done yet' }
  const next = lab.parts.find(({ id }) => id === lab.currentPartId)
  return { state: 'half-way', standing: `Next: Part ${number(lab.currentPartId)}, ${next?.title ?? ''}` }
}
