import { drillFigure } from '#lib/report/pdf/drill-figure.ts'
import { ink, muted, small } from '#lib/report/pdf/ink.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import { titleRow } from '#lib/report/pdf/title-row.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { drills, type Proof, passed } from '#lib/report/words/evidence.ts'
import { exact, momentUtc, thousands } from '#lib/report/words/moments.ts'
import type { DrillEvidence } from '#lib/wizard/step.ts'

/** Of the figures and the picture. */
const drillHeight = 188

/** What users would have felt: each drill with its figures and every single request. */
export function drillSection(paper: Paper, data: ReportData): void {
  const made = drills(data)
  const outline = heading(paper, 2, 'Drills', { destination: 'drills', keep: made.length > 0 ? drillHeight + 40 : 20 })
  if (made.length === 0)
    paragraph(paper, 'No drill has been made yet, so no outage has been measured.', { style: muted })
  for (const drill of made) one(paper, drill, outline)
}

function one(paper: Paper, drill: Proof<'drill'>, outline: PDFKit.PDFOutline): void {
  const said = passed(drill)
    ? ({ tone: 'ok', word: 'Passed' } as const)
    : ({ tone: 'bad', word: 'Slower than promised' } as const)
  titleRow(paper, { level: 3, title: drill.data.title, ...said, outline, keep: drillHeight })
  const { url, requestsPerSecond } = drill.data
  paragraph(paper, `${momentUtc(drill.at)} · ${requestsPerSecond} requests a second to ${url}`, { style: muted })
  figures(paper, drill.data)
  drillFigure(paper, drill.data)
}

function figures(paper: Paper, drill: DrillEvidence): void {
  const { outageMs, promisedMs, lost, requests, movedAfterMs, holderBefore, holderAfter } = drill
  const all: [figure: string, label: string][] = [
    [exact(outageMs), `outage, promised at most ${exact(promisedMs)}`],
    [`${thousands(lost)} of ${thousands(requests.length)}`, 'requests lost'],
    movedAfterMs === null
      ? ['stayed', 'the address did not move']
      : [exact(movedAfterMs), 'until another node held the address'],
    [holderAfter, `holds the address, before ${holderBefore}`],
  ]
  const w = paper.width / all.length
  const top = paper.y
  paper.within('P', {}, () =>
    paper.content(() => {
      for (const [index, [figure, label]] of all.entries()) {
        paper.line(figure, paper.left + index * w, top, { face: 'bold', size: 12, color: ink.text })
        paper.line(label, paper.left + index * w, top + 17, { ...small, size: 7 })
      }
    }),
  )
  paper.y += 34
}
