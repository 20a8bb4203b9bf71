import { body, code, lineHeight, type Style, small, tones } from '#lib/report/pdf/ink.ts'
import { linesOf } from '#lib/report/pdf/lines.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { paragraph } from '#lib/report/pdf/text.ts'
import { titleRow } from '#lib/report/pdf/title-row.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { stepStates } from '#lib/report/words/states.ts'
import { type StepLine, stepLines, stepWhen } from '#lib/report/words/step-lines.ts'
import type { StepView } from '#lib/wizard/view.ts'

const indent = 18
const labelWidth = 52
const gap = 1.5
/** A Step that is not much longer than this is not broken over pages. */
const keptWhole = 130

/** One Step: its state, and line by line what was found, changed, proven, and what went wrong on the way. */
export function stepSection(paper: Paper, data: ReportData, step: StepView, outline: PDFKit.PDFOutline): void {
  const lines = stepLines(data, step)
  const { tone, word } = stepStates[step.state]
  const height = lines.reduce((sum, line) => sum + heightOf(paper, line), lineHeight(small) + 4)
  titleRow(paper, { level: 4, title: step.title, tone, word, outline, keep: Math.min(height, keptWhole) })
  const about = [step.hosts.join(', '), ...stepWhen(data, step)].filter(Boolean).join(' · ')
  paragraph(paper, about, { style: small, x: paper.left + indent, after: 3 })
  for (const line of lines) labelled(paper, line)
}

const styleOf = ({ command }: StepLine): Style => (command ? code : { ...body, size: 8.5 })

function heightOf(paper: Paper, line: StepLine): number {
  const style = styleOf(line)
  return linesOf(paper, line.text, style, paper.width - indent - labelWidth).length * lineHeight(style) + gap
}

function labelled(paper: Paper, line: StepLine): void {
  const style = styleOf(line)
  paper.room(lineHeight(style))
  if (line.label) {
    const top = paper.y + (lineHeight(style) - lineHeight(small)) / 2
    const said = line.bad ? { ...small, color: tones.bad.solid } : small
    paper.within('P', {}, () => paper.content(() => paper.line(line.label, paper.left + indent, top, said)))
  }
  paragraph(paper, line.text, { style, x: paper.left + indent + labelWidth, after: gap })
}
