import type { Tone } from '#lib/report/words/verdict.ts'
import { ink, tones } from './ink.ts'
import type { Paper } from './paper.ts'

/** The sign of a state: each has a shape of its own, so that it is told apart without colour. Centre and radius. */
export function mark({ doc }: Paper, tone: Tone, x: number, y: number, r: number): void {
  const { solid } = tones[tone]
  doc
    .save()
    .lineCap('round')
    .lineJoin('round')
    .lineWidth(r * 0.36)
  if (tone === 'ok') {
    doc.circle(x, y, r).fill(solid)
    doc
      .moveTo(x - r * 0.45, y + r * 0.05)
      .lineTo(x - r * 0.1, y + r * 0.4)
      .lineTo(x + r * 0.5, y - r * 0.35)
      .stroke(ink.paper)
  }
  if (tone === 'bad') {
    doc.roundedRect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84, r * 0.35).fill(solid)
    doc
      .moveTo(x - r * 0.4, y - r * 0.4)
      .lineTo(x + r * 0.4, y + r * 0.4)
      .stroke(ink.paper)
    doc
      .moveTo(x + r * 0.4, y - r * 0.4)
      .lineTo(x - r * 0.4, y + r * 0.4)
      .stroke(ink.paper)
  }
  if (tone === 'warn') {
    doc.polygon([x, y - r], [x + r * 1.05, y + r * 0.85], [x - r * 1.05, y + r * 0.85]).fill(solid)
    doc
      .moveTo(x, y - r * 0.3)
      .lineTo(x, y + r * 0.15)
      .stroke(ink.paper)
    doc.circle(x, y + r * 0.55, r * 0.14).fill(ink.paper)
  }
  if (tone === 'run') {
    doc.circle(x, y, r * 0.82).stroke(solid)
    doc.circle(x, y, r * 0.35).fill(solid)
  }
  if (tone === 'idle')
    doc
      .circle(x, y, r * 0.82)
      .lineWidth(r * 0.25)
      .stroke(solid)
  doc.restore()
}
