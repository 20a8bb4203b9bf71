import type { ReportData, ReportStepRun } from '#lib/report/report-data.ts'
import type { Change } from '#lib/wizard/step.ts'
import type { StepView } from '#lib/wizard/view.ts'
import { evidenceLines } from './evidence-lines.ts'
import { between, count, momentUtc } from './moments.ts'
import { isTrouble, stepStates } from './states.ts'

/** `label` is empty where the line belongs to the one above it. */
export type StepLine = { label: string; text: string; command?: boolean; bad?: boolean }

/** The story of a Step in the order in which it is read. */
export function stepLines(data: ReportData, step: StepView): StepLine[] {
  const runs = runsOf(data, step)
  if (runs.length === 0) return [{ label: '', text: step.purpose }]
  const changed = runs.findLast(({ outcome }) => outcome === 'changed')
  const told = changed ?? runs.at(-1)
  return [
    ...(told?.found && told.found !== step.detail ? [{ label: 'Found', text: told.found }] : []),
    ...(changed ? labelled('Changed', changeLines(changed.changes)) : []),
    ...(step.state === 'pending' ? labelled('Would', changeLines(step.changes)) : []),
    ...proven(step),
    ...runs.filter(isTrouble).flatMap((run) => trouble(run, run === runs.at(-1))),
  ]
}

/** When it was changed and last looked at, and how long that took. */
export function stepWhen(data: ReportData, step: StepView): string[] {
  const runs = runsOf(data, step)
  const last = runs.at(-1)
  const changed = runs.findLast(({ outcome }) => outcome === 'changed')
  if (!last) return []
  const said = (word: string, run: ReportStepRun) =>
    `${word} ${momentUtc(run.startedAt)}${run.endedAt ? ` in ${between(run.startedAt, run.endedAt)}` : ''}`
  if (!changed) return [said('looked at', last), ...times(runs)]
  return [said('changed', changed), ...(last === changed ? [] : [said('looked at again', last)])]
}

const times = (runs: readonly ReportStepRun[]) => (runs.length > 1 ? [`${count(runs.length, 'time')} in all`] : [])

const runsOf = ({ runs }: ReportData, { partId, id }: StepView) =>
  runs.flatMap(({ steps }) => steps).filter((run) => run.partId === partId && run.stepId === id)

function labelled(label: string, lines: readonly StepLine[]): StepLine[] {
  const [first, ...rest] = lines
  return first ? [{ ...first, label }, ...rest] : []
}

/** The same change on several hosts is said once. A plan speaks in the conditional; what was done is said plainly. */
function changeLines(changes: readonly Change[]): StepLine[] {
  const same = Map.groupBy(changes, ({ summary, command }) => `${summary}\n${command ?? ''}`)
  return [...same.values()].flatMap((group) => {
    const change = group[0]
    if (!change) return []
    const { summary, command, file } = change
    const done = summary.replace(/^Would (be )?(\w)/, (_, _be, letter: string) => letter.toUpperCase())
    const path = file && !summary.includes(file.path) ? ` (${file.path})` : ''
    const line = { label: '', text: `${group.map(({ host }) => host).join(', ')}: ${done}${path}` }
    return command ? [line, { label: '', text: printed(command), command: true }] : [line]
  })
}

function proven({ state, detail, evidence }: StepView): StepLine[] {
  const isProven = state === 'satisfied' || state === 'changed'
  const texts = [...(detail ? [detail] : []), ...(isProven ? evidenceLines(evidence) : [])]
  return labelled(
    isProven ? 'Proven' : 'Now',
    texts.map((text) => ({ label: '', text })),
  )
}

function trouble(run: ReportStepRun, isNow: boolean): StepLine[] {
  const word = stepStates[run.outcome].word
  const text = isNow ? (run.failure?.message ?? '') : `${momentUtc(run.startedAt)}: ${run.failure?.message ?? ''}`
  return [
    ...(isNow ? labelled('Tried', changeLines(run.changes)) : []),
    { label: isNow ? word : 'Earlier', text: isNow ? text : `${word}, ${text}`, bad: isNow },
    ...(run.failure?.remedy ? [{ label: isNow ? 'Remedy' : '', text: run.failure.remedy }] : []),
    ...(isNow && run.failure?.cause ? [{ label: 'Cause', text: run.failure.cause, command: true }] : []),
  ]
}

/** A certificate inside a command would fill pages: the wizard shows and copies the whole of it. */
function printed(command: string): string {
  return command
    .split('\n')
    .map((line) =>
      line.length <= longestLine ? line : `${line.slice(0, 240)} … ${line.slice(-80)} (${line.length} characters)`,
    )
    .join('\n')
}

const longestLine = 600
