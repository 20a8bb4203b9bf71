import { body, ink, lineHeight, muted } from '#lib/report/pdf/ink.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { heading } from '#lib/report/pdf/text.ts'

export type Entry = { title: string; destination: string }

/** Keeps its place on the page that is open; answers what fills it once the page of every section is known. */
export function contents(paper: Paper, entries: readonly Entry[]): () => void {
  const rows = Math.ceil(entries.length / columns)
  heading(paper, 2, 'Contents', { keep: rows * row })
  const top = paper.y
  const page = paper.pageNumber - 1
  const list = paper.element('TOC')
  paper.y += rows * row
  return () => {
    paper.doc.switchToPage(page)
    for (const [index, entry] of entries.entries()) {
      const x = paper.left + Math.floor(index / rows) * (width(paper) + gap)
      one(paper, entry, x, top + (index % rows) * row, paper.element('TOCI', {}, list))
    }
  }
}

const columns = 2
const gap = 28
const row = lineHeight(body) + 3
const width = (paper: Paper) => (paper.width - gap * (columns - 1)) / columns

function one(
  paper: Paper,
  { title, destination }: Entry,
  x: number,
  y: number,
  item: PDFKit.PDFStructureElement,
): void {
  const w = width(paper)
  const link = paper.element('Link', {}, item)
  paper.content(() => {
    paper.line(title, x, y, body)
    paper.line(String(paper.pages.get(destination) ?? ''), x + w, y, muted, 'right')
  }, link)
  paper.link(link, { x, y, w, h: row }, destination, title)
  const from = x + paper.measure(title, body) + 8
  paper.artifact(() => {
    const dots = paper.doc.moveTo(from, y + row - 6).lineTo(x + w - 22, y + row - 6)
    dots.lineWidth(0.5).dash(0.5, { space: 3 }).stroke(ink.faint).undash()
  })
}
