import { body, muted, strong } from '#lib/report/pdf/ink.ts'
import { mark } from '#lib/report/pdf/marks.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { openPoints } from '#lib/report/words/open-points.ts'

const indent = 18

/** What this report does not prove, and what whoever takes over has to know. */
export function openPointsSection(paper: Paper, data: ReportData): void {
  heading(paper, 2, 'Open points', { destination: 'open-points' })
  paper.within('L', {}, () => {
    for (const point of openPoints(data)) {
      paper.room(46)
      const top = paper.y
      paper.artifact(() => mark(paper, point.tone, paper.left + 5, top + 6.4, 4.6))
      paper.within('LI', {}, () =>
        paper.within('LBody', {}, () => {
          paragraph(paper, point.title, { style: strong, x: paper.left + indent, after: 1 })
          paragraph(paper, point.text, { style: body, x: paper.left + indent, after: 1 })
          if (point.remedy) paragraph(paper, point.remedy, { style: muted, x: paper.left + indent, after: 1 })
        }),
      )
      paper.y += 7
    }
  })
}
