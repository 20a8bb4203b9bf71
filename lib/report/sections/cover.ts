import { ink, lineHeight, muted, type Style, tones } from '#lib/report/pdf/ink.ts'
import { linesOf } from '#lib/report/pdf/lines.ts'
import { mark } from '#lib/report/pdf/marks.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { type Figure, keyFigures } from '#lib/report/words/figures.ts'
import { momentUtc } from '#lib/report/words/moments.ts'
import { type Verdict, verdictOf } from '#lib/report/words/verdict.ts'

/** What it is about, the verdict in one sentence, the figures. */
export function cover(paper: Paper, data: ReportData): void {
  const { lab, answers } = data
  paper.y = 44
  emblem(paper)
  paper.y = 92
  heading(paper, 1, lab.name, { keep: 0 })
  paragraph(paper, `Exchange client access for ${answers.lab.mailName} behind two HAProxy nodes with keepalived`, {
    style: { ...muted, size: 10.5 },
    after: 3,
  })
  const kind = lab.kind === 'rehearsal' ? `Rehearsal${lab.release ? ` on ${lab.release}` : ''}` : 'Real machines'
  const made = `${kind} · state of ${momentUtc(data.madeAt)} · made by Fairlead ${data.version} · all times in UTC`
  paragraph(paper, made, { style: muted, after: 16 })
  verdictPanel(paper, verdictOf(data))
  figures(paper, keyFigures(data))
}

function emblem(paper: Paper): void {
  const { doc, left, y } = paper
  paper.artifact(() => {
    doc.rect(0, 0, paper.page.width, 6).fill(ink.accent)
    doc.save()
    doc.translate(left, y - 1).scale(0.9)
    doc.circle(11, 11, 7.5).lineWidth(3).stroke(ink.accent)
    doc.path('M0 15.5C6 15.5 7 6.5 11 6.5s5 9 11 9').lineWidth(1.8).stroke(ink.text)
    doc.restore()
  })
  paper.within('P', {}, () =>
    paper.content(() => {
      paper.line('Fairlead', left + 27, y, { face: 'bold', size: 12, color: ink.text })
      paper.line('Deployment report', left + paper.width, y + 1.5, { ...muted, size: 9.5 }, 'right')
    }),
  )
}

const sentenceStyle: Style = { face: 'bold', size: 12.5, color: ink.text }
const detailStyle: Style = { face: 'regular', size: 9, color: ink.text }

function verdictPanel(paper: Paper, { tone, sentence, detail }: Verdict): void {
  const inset = 40
  const width = paper.width - inset - 16
  const sentences = linesOf(paper, sentence, sentenceStyle, width)
  const details = detail ? linesOf(paper, detail, detailStyle, width) : []
  const high = sentences.length * lineHeight(sentenceStyle) + details.length * lineHeight(detailStyle)
  const box = high + 24 + (details.length > 0 ? 4 : 0)
  const top = paper.y
  paper.artifact(() => {
    paper.doc.roundedRect(paper.left, top, paper.width, box, 8).fill(tones[tone].soft)
    mark(paper, tone, paper.left + 22, top + 12 + lineHeight(sentenceStyle) / 2, 8)
  })
  paper.y = top + 12
  paragraph(paper, sentence, { style: sentenceStyle, x: paper.left + inset, width, after: 4 })
  if (detail) paragraph(paper, detail, { style: detailStyle, x: paper.left + inset, width, after: 0 })
  paper.y = top + box + 16
}

const perRow = 4
const tile = { gap: 10, height: 62 }

function figures(paper: Paper, all: readonly Figure[]): void {
  const w = (paper.width - tile.gap * (perRow - 1)) / perRow
  const top = paper.y
  for (const [index, figure] of all.entries()) {
    const x = paper.left + (index % perRow) * (w + tile.gap)
    figureTile(paper, figure, x, top + Math.floor(index / perRow) * (tile.height + tile.gap), w)
  }
  paper.y = top + Math.ceil(all.length / perRow) * (tile.height + tile.gap) + 4
}

function figureTile(paper: Paper, { figure, label, note }: Figure, x: number, y: number, w: number): void {
  paper.artifact(() => paper.doc.roundedRect(x, y, w, tile.height, 6).lineWidth(0.7).stroke(ink.line))
  paper.within('P', {}, () =>
    paper.content(() => {
      paper.line(figure, x + 10, y + 6, { face: 'bold', size: 16, color: ink.text })
      paper.line(label, x + 10, y + 31, { face: 'regular', size: 7.8, color: ink.text })
      paper.line(note, x + 10, y + 43, { face: 'regular', size: 7, color: ink.muted })
    }),
  )
}
