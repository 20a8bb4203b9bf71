import { facts } from '#lib/report/pdf/facts.ts'
import { muted, small } from '#lib/report/pdf/ink.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { table } from '#lib/report/pdf/table.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import { titleRow } from '#lib/report/pdf/title-row.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { answerRows } from '#lib/report/words/answer-rows.ts'
import { partStates, stepStates } from '#lib/report/words/states.ts'
import type { PartView } from '#lib/wizard/view.ts'
import { stepSection } from './step.ts'

/** The walk itself: per Part what was asked, per Step what was found, changed and proven. */
export function parts(paper: Paper, data: ReportData): void {
  const outline = heading(paper, 2, 'Parts and Steps', { destination: 'parts', keep: 150 })
  for (const [index, part] of data.lab.parts.entries()) one(paper, data, part, index, outline)
}

function one(paper: Paper, data: ReportData, part: PartView, index: number, above: PDFKit.PDFOutline): void {
  const { tone, word } = partStates[part.state]
  const title = `Part ${index + 1} · ${part.title}`
  const outline = titleRow(paper, { level: 3, title, tone, word, outline: above, keep: 90 })
  paragraph(paper, part.purpose, { style: muted })
  const asked = answerRows(data.answers, part.id)
  if (asked.length > 0) facts(paper, asked, { columns: 2, after: 4 })
  if (part.steps.every(({ state }) => state === 'waiting')) waiting(paper, part)
  else for (const step of part.steps) stepSection(paper, data, step, outline)
}

/** Of a Part that has not begun, the Steps are a list: there is nothing to tell of each. */
function waiting(paper: Paper, part: PartView): void {
  if (part.steps.length === 0) return
  table(
    paper,
    [
      { title: 'Step', share: 38 },
      { title: 'What it is for', share: 62, style: small },
    ],
    part.steps.map(({ title, purpose, state }) => [{ text: title, mark: stepStates[state].tone }, purpose]),
  )
}
