import { cmdletFacts } from '#lib/rehearsal/windows/reference/facts.ts'
import type { SentPipeline } from '#lib/wizard/hosts.ts'
import { type SeriesLine, seriesLines } from './part-3-lines.ts'

type Command = SentPipeline['commands'][number]
type Value = Command['parameters'][string]

export type SentByStep = Record<string, readonly SentPipeline[]>

/** The command lines of the series' Part 3 beside the pipelines that were sent, as Markdown. */
export function transcript(sent: SentByStep): string {
  const rows = seriesLines.map((one, at) => `| ${at + 1} | ${code(one.line)} | ${said(one, sent)} | ${one.differs} |`)
  return `${head}\n${rows.join('\n')}\n`
}

const head = `# Part 3 of the series, line by line

Written by \`test/part-3.wire.test.ts\` out of the pipelines that Part 3's Steps sent to simulated Windows hosts; to write it anew,
run \`npx vitest run test/part-3.wire.test.ts -u\`. Lines in square brackets are what the series does in a window. What differs at each
run stands in angle brackets.

| | The series | Fairlead sends | What is different, and why |
| --- | --- | --- | --- |`

function said({ steps, sends, about = '' }: SeriesLine, sent: SentByStep): string {
  const taken = steps.filter((step) => sent[step])
  if (taken.length === 0) return `Step \`${steps.join('`, `')}\` is not there yet.`
  const hosts = new Map<string, Set<string>>()
  for (const { host, commands } of taken.flatMap((step) => sent[step] ?? [])) {
    if (!commands.some((one) => sends.some((wanted) => isCalled(one, wanted)))) continue
    const text = commands.map(shown).join(' | ')
    if (!text.includes(about)) continue
    hosts.set(text, (hosts.get(text) ?? new Set()).add(host))
  }
  const lines = [...hosts].map(([text, names]) => `${[...names].join(', ')}: ${code(text)}`)
  return lines.length > 0 ? lines.join('<br>') : `Step \`${taken.join('`, `')}\`: no pipeline.`
}

/** A program is called from within a constant script. */
const isCalled = ({ name, text }: Command, wanted: string) =>
  name === wanted || (text?.includes(wanted) === true && !wanted.includes('-'))

function shown({ name, text, parameters }: Command): string {
  const given = Object.entries(parameters).map(([parameter, value]) =>
    value === true && isSwitch(name, parameter) ? `-${parameter}` : `-${parameter} ${literal(value)}`,
  )
  return [text ? `{ ${text.trim().replace(/\s*\n\s*/g, '; ')} }` : name, ...given].map(steady).join(' ')
}

const isSwitch = (cmdlet: string, parameter: string) =>
  cmdletFacts(cmdlet)?.parameters[parameter]?.type.endsWith('SwitchParameter') ?? false

function literal(value: Value): string {
  if (value === null) return '$null'
  if (typeof value === 'boolean') return value ? '$true' : '$false'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (typeof value === 'number') return `${value}`
  if (Array.isArray(value)) return isPem(value) ? '<certificate as PEM>' : value.map(literal).join(', ')
  if (value.secret === true) return '<secret>'
  if (typeof value.bytes === 'number') return '<bytes>'
  const entries = Object.entries(value).map(([key, held]) => `${key} = ${literal(held)}`)
  return `@{ ${entries.join('; ')} }`
}

const isPem = ([first]: Value[]) => typeof first === 'string' && first.startsWith('-----BEGIN')

/** Thumbprints and identities are made anew at each run. */
const steady = (text: string) =>
  text
    .replace(/\b[0-9a-f]{40}\b/gi, '<thumbprint>')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<guid>')

const code = (text: string) => `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``
