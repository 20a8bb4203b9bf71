import { diffLines as compare } from 'diff'
import type { Reason } from '#lib/wizard/step.ts'

/** One line of a difference. `number` counts in the new file; of a removed line in the old one. */
export type DiffLine = { number: number; mark: ' ' | '+' | '-'; text: string; why: Reason | undefined }
export type DiffPart = { kind: 'lines'; lines: DiffLine[] } | { kind: 'fold'; lines: DiffLine[] }

/** The difference of two texts line by line; a reason stands at the first new line that it explains. */
export function diffLines(before: string | undefined, after: string, reasons: readonly Reason[] = []): DiffLine[] {
  const unsaid = new Map(reasons.map((reason) => [reason.line.trim(), reason]))
  const lines: DiffLine[] = []
  let [oldNumber, newNumber] = [1, 1]
  for (const { value, added, removed } of compare(before ?? '', after)) {
    for (const text of linesOf(value)) {
      const mark = added ? '+' : removed ? '-' : ' '
      const why = removed ? undefined : unsaid.get(text.trim())
      if (why) unsaid.delete(text.trim())
      lines.push({ number: removed ? oldNumber : newNumber, mark, text, why })
      if (!added) oldNumber++
      if (!removed) newNumber++
    }
  }
  return lines
}

/** Unchanged lines further than `context` from a change are folded away; a fold of fewer than four would hide nothing. */
export function foldUnchanged(lines: readonly DiffLine[], context = 3): DiffPart[] {
  const near = new Set<number>()
  lines.forEach(({ mark }, index) => {
    if (mark === ' ') return
    for (let at = index - context; at <= index + context; at++) near.add(at)
  })
  const parts: DiffPart[] = []
  lines.forEach((line, index) => {
    const kind = near.has(index) ? 'lines' : 'fold'
    const last = parts.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else parts.push({ kind, lines: [line] })
  })
  return parts.map((part) => (part.kind === 'fold' && part.lines.length < 4 ? { ...part, kind: 'lines' } : part))
}

/** A long new file is all change: beyond `most` lines the rest is folded, to be read on request. */
export function shortenDiff(parts: readonly DiffPart[], most: number): DiffPart[] {
  const kept: DiffPart[] = []
  let room = most
  for (const { kind, lines } of parts) {
    const shown = kind === 'lines' ? lines.slice(0, room) : []
    const folded = kind === 'lines' ? lines.slice(room) : lines
    if (shown.length > 0) kept.push({ kind: 'lines', lines: shown })
    const last = kept.at(-1)
    if (last?.kind === 'fold') last.lines = [...last.lines, ...folded]
    else if (folded.length > 0) kept.push({ kind: 'fold', lines: folded })
    room -= shown.length
  }
  return kept
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
