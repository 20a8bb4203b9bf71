import { ink, small } from './pdf/ink.ts'
import { Paper } from './pdf/paper.ts'
import type { ReportData } from './report-data.ts'
import { filesAppendix, runsAppendix } from './sections/appendices.ts'
import { chain } from './sections/chain.ts'
import { clientEye } from './sections/client-eye.ts'
import { contents } from './sections/contents.ts'
import { cover } from './sections/cover.ts'
import { drillSection } from './sections/drills.ts'
import { inventory, names, topologySection } from './sections/inventory.ts'
import { openPointsSection } from './sections/open-points-section.ts'
import { parts } from './sections/parts.ts'
import { standing } from './sections/standing.ts'
import { day } from './words/moments.ts'
import { verdictOf } from './words/verdict.ts'

type Section = { title: string; destination: string; write: (paper: Paper, data: ReportData) => void }

const sections: readonly Section[] = [
  { title: 'Topology', destination: 'topology', write: topologySection },
  { title: 'Hosts and their identities', destination: 'inventory', write: inventory },
  { title: 'Names and addresses', destination: 'names', write: names },
  { title: 'Certificate chain', destination: 'chain', write: chain },
  { title: 'Parts and Steps', destination: 'parts', write: parts },
  { title: 'Every service at every place', destination: 'client', write: clientEye },
  { title: 'Drills', destination: 'drills', write: drillSection },
  { title: 'Open points', destination: 'open-points', write: openPointsSection },
  { title: 'Appendix A · Files written', destination: 'files', write: filesAppendix },
  { title: 'Appendix B · Runs', destination: 'runs', write: runsAppendix },
]

/** The lab written up: A4, tagged, with every typeface embedded. The same data give the same bytes. */
export async function reportPdf(data: ReportData): Promise<Uint8Array> {
  const paper = new Paper({
    title: `${data.lab.name}: deployment report`,
    subject: verdictOf(data).sentence,
    madeAt: new Date(data.madeAt),
  })
  cover(paper, data)
  standing(paper, data)
  const fill = contents(paper, sections)
  for (const { write } of sections) write(paper, data)
  fill()
  frame(paper, data)
  return paper.finish()
}

/** On every page its number; on all but the first whose report it is and what it concludes. */
function frame(paper: Paper, data: ReportData): void {
  const { doc, left, width } = paper
  const { count } = doc.bufferedPageRange()
  for (let index = 0; index < count; index++) {
    doc.switchToPage(index)
    paper.artifact(() => {
      paper.line(`Page ${index + 1} of ${count}`, left + width, 800, small, 'right')
      paper.line(`Fairlead report of ${day(data.madeAt)} · times in UTC`, left, 800, small)
      if (index === 0) return
      paper.line(data.lab.name, left, 34, { ...small, face: 'bold', color: ink.text })
      paper.line(verdictOf(data).short, left + width, 34, small, 'right')
      doc
        .moveTo(left, 50)
        .lineTo(left + width, 50)
        .lineWidth(0.5)
        .stroke(ink.line)
    }, 'Pagination')
  }
}
