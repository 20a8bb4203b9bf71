import { type TopologyInput, topology } from '#lib/pictures/topology.ts'
import type { PictureNode } from '#lib/pictures/topology-columns.ts'
import type { Edge } from '#lib/pictures/topology-edges.ts'
import { ink, type Style, tones } from './ink.ts'
import { mark } from './marks.ts'
import type { Paper } from './paper.ts'

const tallest = 460

/** The lab as a drawing, as large as the page lets it be. */
export function topologyFigure(paper: Paper, input: TopologyInput): void {
  const picture = topology(input, { tight: true })
  const scale = Math.min(paper.width / picture.width, tallest / picture.height, 0.72)
  const h = picture.height * scale
  paper.room(h)
  const x = paper.left + (paper.width - picture.width * scale) / 2
  const bbox: [number, number, number, number] = [x, paper.y, x + picture.width * scale, paper.y + h]
  paper.within('Figure', { alt: picture.description, bbox }, () =>
    paper.content(() => {
      paper.doc.save().translate(x, paper.y).scale(scale)
      for (const edge of picture.edges) path(paper.doc, edge)
      for (const node of picture.nodes) box(paper, node)
      for (const note of picture.notes) onBaseline(paper.doc, note.text, note.x, note.y, words(11.5, ink.muted))
      paper.doc.restore()
    }),
  )
  paper.y += h + 6
}

const edgeTones: Record<Edge['tone'], { color: string; width: number }> = {
  plain: { color: ink.lineStrong, width: 1.6 },
  ok: { color: tones.ok.solid, width: 2.4 },
  idle: { color: ink.lineStrong, width: 1.4 },
  bad: { color: tones.bad.solid, width: 1.6 },
  accent: { color: ink.accent, width: 1.4 },
}

function path(doc: PDFKit.PDFDocument, { d, dashed, tone }: Edge): void {
  const { color, width } = edgeTones[tone]
  doc.path(d).lineWidth(width)
  if (dashed) doc.dash(4, { space: 5 })
  doc.stroke(color).undash()
}

function box(paper: Paper, { x, y, w, h, kind, label, sub, state }: PictureNode): void {
  const { doc } = paper
  if (kind === 'address') {
    doc
      .roundedRect(x, y, w, h, h / 2)
      .lineWidth(1.4)
      .fillAndStroke(ink.accentSoft, ink.accent)
    centred(doc, label, x + w / 2, y + 24, words(13, ink.accent, 'bold'))
    centred(doc, sub, x + w / 2, y + 41, words(11.5, ink.accent, 'mono'))
    return
  }
  doc.roundedRect(x, y, w, h, 9).lineWidth(1.2).fillAndStroke(ink.paper, ink.lineStrong)
  const inset = state === 'unknown' ? 16 : 28
  if (state !== 'unknown') mark(paper, state, x + 16, y + 20, 5)
  onBaseline(doc, label, x + inset, y + 24, words(13, ink.text, 'bold'))
  onBaseline(doc, sub, x + inset, y + 41, words(11.5, ink.muted, 'mono'))
}

const words = (size: number, color: string, face: Style['face'] = 'regular'): Style => ({ face, size, color })

function onBaseline(doc: PDFKit.PDFDocument, text: string, x: number, y: number, { face, size, color }: Style): void {
  doc.font(face).fontSize(size).fillColor(color).text(text, x, y, { lineBreak: false, baseline: 'alphabetic' })
}

function centred(doc: PDFKit.PDFDocument, text: string, x: number, y: number, style: Style): void {
  onBaseline(doc, text, x - doc.font(style.face).fontSize(style.size).widthOfString(text) / 2, y, style)
}
