import type { ReportData } from '#lib/report/report-data.ts'
import type { PartView, StepView } from '#lib/wizard/view.ts'

export type Tone = 'ok' | 'run' | 'warn' | 'bad' | 'idle'

export type Verdict = {
  tone: Tone
  /** One word, so that the colour does not stand alone. */
  word: string
  /** For the head of every page. */
  short: string
  /** The whole report in one sentence. */
  sentence: string
  /** What has to be said with it, in one or two sentences. */
  detail: string
}

/** Says no more than the rows prove. */
export function verdictOf({ lab }: ReportData): Verdict {
  const done = lab.parts.filter((part) => part.state === 'done')
  const troubled = lab.parts.find(({ state }) => state === 'attention' || state === 'half-way')
  const short = (word: string) => `${word}: ${done.length} of ${lab.parts.length} Parts proven`
  const say = (tone: Tone, word: string, sentence: string): Verdict => ({
    tone,
    word,
    short: short(word),
    sentence,
    detail: kindOf(lab.kind),
  })

  if (lab.parts.some(({ state }) => state === 'running'))
    return say(
      'run',
      'Running',
      `A run is on: ${tally(done, lab.parts)} so far, and this report may be out of date by now.`,
    )
  if (done.length === lab.parts.length) return say('ok', 'Proven', `All ${inWords(lab.parts.length)} Parts are proven.`)
  if (troubled)
    return say('bad', 'Half-finished', `Half-finished: ${tally(done, lab.parts)}, and ${trouble(troubled, lab.parts)}.`)
  if (lab.parts.every(({ state }) => state === 'untouched'))
    return say('idle', 'Not started', 'Nothing has been carried out yet: this report holds the plan, not a result.')
  return say('warn', 'Half-finished', `Half-finished: ${tally(done, lab.parts)}; ${next(lab.parts)}.`)
}

export const partName = (part: PartView, parts: readonly PartView[]): string =>
  `Part ${parts.indexOf(part) + 1}, ${part.title},`

const numbers = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven']
const inWords = (n: number) => numbers[n] ?? String(n)

const tally = (done: readonly PartView[], parts: readonly PartView[]) =>
  `${done.length} of ${parts.length} Parts ${done.length === 1 ? 'is' : 'are'} proven`

function trouble(part: PartView, parts: readonly PartView[]): string {
  const step = part.steps.find(({ state }) => happened[state] !== undefined)
  if (!step) return `${partName(part, parts)} was left half-way`
  return `${partName(part, parts)} ${happened[step.state]} “${step.title}”`
}

const happened: Partial<Record<StepView['state'], string>> = {
  failed: 'failed at',
  timedOut: 'ran out of time at',
  blocked: 'is blocked at',
  cancelled: 'was stopped at',
  interrupted: 'was interrupted at',
}

function next(parts: readonly PartView[]): string {
  const part = parts.find(({ state }) => state !== 'done')
  if (!part) return 'nothing is left'
  const why =
    part.state === 'look-again' ? 'has to be looked at again, because something above it changed' : 'comes next'
  return `${partName(part, parts)} ${why}`
}

const kindOf = (kind: 'real' | 'rehearsal') =>
  kind === 'rehearsal'
    ? 'This is a rehearsal, on machines that Fairlead makes itself; it touches no machine of yours.'
    : ''
