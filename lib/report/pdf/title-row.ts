import type { Tone } from '#lib/report/words/verdict.ts'
import { ink, lineHeight, muted, type Style, tones } from './ink.ts'
import { linesOf } from './lines.ts'
import { mark } from './marks.ts'
import type { Paper } from './paper.ts'

type Row = { level: 3 | 4; title: string; tone: Tone; word: string; outline: PDFKit.PDFOutline; keep: number }

const styles: Record<Row['level'], Style & { before: number; after: number; indent: number }> = {
  3: { face: 'bold', size: 11.5, color: ink.text, before: 18, after: 3, indent: 20 },
  4: { face: 'bold', size: 9.5, color: ink.text, before: 9, after: 0, indent: 18 },
}

/** The heading of something that has a state: its mark before, its word at the right. Answers its entry in the outline. */
export function titleRow(paper: Paper, { level, title, tone, word, outline, keep }: Row): PDFKit.PDFOutline {
  const style = styles[level]
  const lines = linesOf(paper, title, style, paper.width - style.indent - paper.measure(word, muted) - 12)
  const height = lineHeight(style)
  paper.gap(style.before)
  paper.room(lines.length * height + style.after + keep)
  const top = paper.y
  const r = style.size * 0.5
  paper.artifact(() => mark(paper, tone, paper.left + r, top + height / 2, r))
  paper.within(`H${level}`, {}, () =>
    paper.content(() => {
      paper.lines(lines, paper.left + style.indent, top, style)
      const said = { ...muted, color: tones[tone].solid }
      paper.line(word, paper.left + paper.width, top + (height - lineHeight(said)) / 2, said, 'right')
    }),
  )
  paper.y += lines.length * height + style.after
  return outline.addItem(title)
}
