import { Failure } from '#lib/failure.ts'
import type { Reason } from '#lib/wizard/step.ts'

/** A line of a generated configuration file; where it is a Reason, the page can tell why it stands there. */
export type ConfigLine = string | Reason

/** One line with values in it. Each must be a plain word: the last wall, behind the schemas that the answers have passed. */
export function line(text: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: text.raw }, ...values.map(plainWord))
}

/** A line that a person may ask about: what goes wrong without it, and which answer it comes from. */
export const because = (text: string, reason: string, from?: string): Reason => ({
  line: text,
  because: reason,
  ...(from && { from }),
})

/** A section: its first line at the margin, the others under it. */
export const section = (heading: string, ...lines: ConfigLine[]): ConfigLine[] => [
  '',
  heading,
  ...lines.map((each) => (typeof each === 'string' ? indented(each) : { ...each, line: indented(each.line) })),
]

export const configText = (lines: readonly ConfigLine[]): string => `${lines.map(written).join('\n').trim()}\n`

/** Each reason once, keyed by its line without indentation. */
export function reasonsIn(lines: readonly ConfigLine[]): Reason[] {
  const reasons = lines.filter((each) => typeof each !== 'string').map((each) => ({ ...each, line: each.line.trim() }))
  return [...new Map(reasons.map((reason) => [reason.line, reason])).values()]
}

const written = (each: ConfigLine) => (typeof each === 'string' ? each : each.line)
const indented = (text: string) => (text === '' ? '' : `    ${text}`)

function plainWord(value: string | number): string {
  const word = String(value)
  if (/^[A-Za-z0-9/_][A-Za-z0-9._:/+-]*$/.test(word)) return word
  throw new Failure('invalid', {
    message: `“${word.slice(0, 60)}” cannot stand in a configuration file: it is not one plain word.`,
    remedy: 'Correct this value in the answers: letters, digits, dots, hyphens, underscores and slashes are possible.',
  })
}
