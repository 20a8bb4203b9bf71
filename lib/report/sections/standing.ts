import { cellStrong, small } from '#lib/report/pdf/ink.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { table } from '#lib/report/pdf/table.ts'
import { heading } from '#lib/report/pdf/text.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { tookOf } from '#lib/report/words/changes.ts'
import { duration } from '#lib/report/words/moments.ts'
import { partStates } from '#lib/report/words/states.ts'

/** One row for every Part: the whole walk at a glance. */
export function standing(paper: Paper, data: ReportData): void {
  heading(paper, 2, 'Where it stands')
  table(
    paper,
    [
      { title: 'Part', share: 26, style: cellStrong },
      { title: 'What it is about', share: 26, style: small },
      { title: 'State', share: 24 },
      { title: 'Steps proven', share: 13, align: 'right' },
      { title: 'Took', share: 13, align: 'right' },
    ],
    data.lab.parts.map((part, index) => {
      const proven = part.steps.filter(({ state }) => state === 'satisfied' || state === 'changed').length
      return [
        `${index + 1}  ${part.title}`,
        part.subtitle,
        { text: partStates[part.state].word, mark: partStates[part.state].tone },
        part.steps.length > 0 ? `${proven} of ${part.steps.length}` : '–',
        duration(tookOf(data, part)),
      ]
    }),
  )
}
