import type { DrillPicture } from '#lib/pictures/drill.ts'
import { drill } from '#lib/pictures/drill.ts'
import type { DrillEvidence } from '#lib/wizard/step.ts'
import { ink, type Style, tones } from './ink.ts'
import type { Paper } from './paper.ts'

const size = { w: 760, h: 190 }

/** Each request a dot, each lost one a bar, and underneath who held the address. */
export function drillFigure(paper: Paper, evidence: DrillEvidence): void {
  const picture = drill(evidence, size.w, size.h)
  const scale = paper.width / size.w
  const h = size.h * scale
  paper.room(h)
  const bbox: [number, number, number, number] = [paper.left, paper.y, paper.left + paper.width, paper.y + h]
  paper.within('Figure', { alt: picture.description, bbox }, () =>
    paper.content(() => {
      paper.doc.save().translate(paper.left, paper.y).scale(scale)
      axes(paper.doc, picture)
      requests(paper.doc, picture)
      holders(paper.doc, picture)
      paper.doc.restore()
    }),
  )
  paper.y += h + 8
}

const label: Style = { face: 'regular', size: 11, color: ink.muted }

function axes(doc: PDFKit.PDFDocument, { plot, caption, msTicks, timeTicks, fault }: DrillPicture): void {
  put(doc, caption.text, caption.x, caption.y, label)
  for (const tick of msTicks) {
    doc
      .moveTo(plot.x, tick.y)
      .lineTo(plot.x + plot.w, tick.y)
      .lineWidth(0.8)
      .stroke(ink.line)
    put(doc, tick.text, tick.x, tick.y + 4, label, 'right')
  }
  for (const tick of timeTicks) put(doc, tick.text, tick.x, tick.y, label, 'middle')
  doc.moveTo(fault.x, fault.y1).lineTo(fault.x, fault.y2).lineWidth(1.2).dash(3, { space: 3 }).stroke(ink.text).undash()
  const strong = { ...label, color: ink.text }
  put(doc, fault.text, fault.x, fault.y1 - 3, strong, 'middle')
}

function requests(doc: PDFKit.PDFDocument, { bars, dots }: DrillPicture): void {
  for (const { x, y, w, h } of bars) doc.rect(x, y, w, h)
  if (bars.length > 0) doc.fillOpacity(0.75).fill(tones.bad.solid).fillOpacity(1)
  for (const { x, y, slow } of dots) {
    if (slow) doc.polygon([x, y - 5], [x + 5, y + 4], [x - 5, y + 4])
    else doc.circle(x, y, 2)
  }
  if (dots.length > 0) doc.fill(ink.accent)
}

function holders(doc: PDFKit.PDFDocument, { spans }: DrillPicture): void {
  const hosts = [...new Set(spans.flatMap(({ host }) => host ?? []))]
  for (const { x, y, w, h, host, label: text } of spans) {
    const color = host === null ? tones.bad.solid : hosts.indexOf(host) % 2 === 0 ? ink.accent : ink.run
    if (host === null) doc.rect(x, y, Math.max(w - 1, 0.5), h).fill(tones.bad.soft)
    else doc.roundedRect(x, y, Math.max(w - 1, 0.5), h, 3).fill(color)
    if (text) put(doc, text, x + 8, y + 12, { ...label, color: host === null ? color : ink.paper })
  }
}

function put(
  doc: PDFKit.PDFDocument,
  text: string,
  x: number,
  y: number,
  { face, size, color }: Style,
  anchor: 'left' | 'middle' | 'right' = 'left',
): void {
  doc.font(face).fontSize(size).fillColor(color)
  const shift = anchor === 'left' ? 0 : doc.widthOfString(text) / (anchor === 'right' ? 1 : 2)
  doc.text(text, x - shift, y, { lineBreak: false, baseline: 'alphabetic' })
}
