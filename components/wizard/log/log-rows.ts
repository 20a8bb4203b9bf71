import type { LogLineView } from '#lib/wizard/view.ts'

export type LogRow = { kind: 'line'; key: string; line: LogLineView } | { kind: 'step'; key: string; stepRunId: number }

/** Lines under a head per Step, as they follow each other; of a folded Step only the head is left. */
export function logRows(lines: readonly LogLineView[], heads: boolean, folded: ReadonlySet<number>): LogRow[] {
  const rows: LogRow[] = []
  let current: number | undefined
  for (const line of lines) {
    if (heads && line.stepRunId !== current) {
      current = line.stepRunId
      rows.push({ kind: 'step', key: `step ${current} ${line.id}`, stepRunId: current })
    }
    if (!heads || !folded.has(line.stepRunId)) rows.push({ kind: 'line', key: String(line.id), line })
  }
  return rows
}

/** Whether a line has all the words that are sought, in any order, whatever the case. */
export function matches({ text, host }: LogLineView, sought: string): boolean {
  const said = `${host ?? ''} ${text}`.toLowerCase()
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word))
}

/** As text to be pasted into a ticket: exact time in UTC, host, line. */
export const logText = (lines: readonly LogLineView[]): string =>
  lines.map(({ at, host, text }) => `${at}  ${(host ?? 'Fairlead').padEnd(10)}  ${text}`).join('\n')
