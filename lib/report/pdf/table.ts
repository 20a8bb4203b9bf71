import type { Tone } from '#lib/report/words/verdict.ts'
import { cellHead, cell as cellStyle, ink, lineHeight, type Style } from './ink.ts'
import { linesOf } from './lines.ts'
import { mark } from './marks.ts'
import type { Paper } from './paper.ts'

export type Cell = string | { text: string; style?: Style; mark?: Tone }
/** `share` of the table's width; `style` for all its cells. */
export type Column = { title: string; share: number; style?: Style; align?: 'left' | 'right' }

type Place = Column & { x: number; w: number; head: string[] }
type Prepared = { lines: string[]; style: Style; mark: Tone | undefined; place: Place }

/** `height` of one line. */
type Row = { cells: Prepared[]; height: number; lines: number }

const longRow = 300
const pad = { x: 6, y: 4 }
const markRoom = 12

/** Rows over as many pages as they take; the head is repeated on each, and a row higher than a page goes on on the next. */
export function table(paper: Paper, columns: readonly Column[], rows: readonly (readonly Cell[])[], after = 10): void {
  const places = placed(paper, columns)
  const all = rows.map((row) => prepared(paper, places, row))
  paper.within('Table', {}, () => {
    paper.room(headHeight(places) + leastHeight(all[0]))
    paper.within('THead', {}, () => paper.within('TR', {}, () => head(paper, places)))
    paper.within('TBody', {}, () => {
      for (const row of all) body(paper, places, row)
    })
  })
  paper.y += after
}

const headHeight = (places: readonly Place[]) =>
  Math.max(...places.map(({ head }) => head.length)) * lineHeight(cellHead) + pad.y * 2

function placed(paper: Paper, columns: readonly Column[]): Place[] {
  const all = columns.reduce((sum, { share }) => sum + share, 0)
  let x = paper.left
  return columns.map((column) => {
    const w = (column.share / all) * paper.width
    x += w
    return { ...column, x: x - w, w, head: linesOf(paper, column.title, cellHead, w - pad.x * 2) }
  })
}

function head(paper: Paper, places: readonly Place[]): void {
  for (const place of places) {
    paper.within('TH', { scope: 'Column' }, () => paper.content(() => title(paper, place)))
  }
  underHead(paper, places)
}

function headAgain(paper: Paper, places: readonly Place[]): void {
  paper.artifact(() => {
    for (const place of places) title(paper, place)
  }, 'Pagination')
  underHead(paper, places)
}

function underHead(paper: Paper, places: readonly Place[]): void {
  paper.y += headHeight(places)
  rule(paper, paper.y, ink.lineStrong)
}

function title(paper: Paper, { head, x, w, align = 'left' }: Place): void {
  paper.lines(head, align === 'right' ? x + w - pad.x : x + pad.x, paper.y + pad.y, cellHead, align)
}

function body(paper: Paper, places: readonly Place[], row: Row): void {
  const { cells, height } = row
  let done = 0
  paper.within('TR', {}, () => {
    const elements = cells.map(() => paper.element('TD'))
    while (done < row.lines) {
      if (paper.roomLeft < leastHeight(row, done)) {
        paper.newPage()
        headAgain(paper, places)
      }
      const fit = Math.min(row.lines - done, Math.floor((paper.roomLeft - pad.y * 2) / height))
      for (const [index, one] of cells.entries()) {
        const chunk = one.lines.slice(done, done + fit)
        const isFirst = done === 0
        if (chunk.length > 0) paper.content(() => draw(paper, one, chunk, height, isFirst), elements[index])
      }
      paper.y += fit * height + pad.y * 2
      rule(paper, paper.y, ink.line)
      done += fit
    }
  })
}

/** What must fit of a row from a line on: all of it, or of a very long one three lines. */
function leastHeight(row: Row | undefined, done = 0): number {
  if (!row) return 0
  const left = (row.lines - done) * row.height
  return (left > longRow ? 3 * row.height : left) + pad.y * 2
}

function prepared(paper: Paper, places: readonly Place[], row: readonly Cell[]): Row {
  const cells = places.map((place, index) => prepare(paper, place, row[index] ?? ''))
  return {
    cells,
    height: Math.max(...cells.map(({ style }) => lineHeight(style))),
    lines: Math.max(...cells.map(({ lines }) => lines.length)),
  }
}

function prepare(paper: Paper, place: Place, cell: Cell): Prepared {
  const given = typeof cell === 'string' ? { text: cell } : cell
  const style = given.style ?? place.style ?? cellStyle
  const width = place.w - pad.x * 2 - (given.mark ? markRoom : 0)
  return { lines: linesOf(paper, given.text, style, width), style, mark: given.mark, place }
}

function draw(paper: Paper, cell: Prepared, lines: readonly string[], height: number, first: boolean): void {
  const { place, style } = cell
  const top = paper.y + pad.y
  const right = place.align === 'right'
  const x = right ? place.x + place.w - pad.x : place.x + pad.x + (cell.mark ? markRoom : 0)
  if (cell.mark && first) mark(paper, cell.mark, place.x + pad.x + 3.6, top + height / 2, 3.5)
  paper.lines(lines, x, top, style, right ? 'right' : 'left')
}

function rule(paper: Paper, y: number, color: string): void {
  paper.artifact(() => {
    paper.doc
      .moveTo(paper.left, y)
      .lineTo(paper.left + paper.width, y)
      .lineWidth(0.5)
      .stroke(color)
  })
}
