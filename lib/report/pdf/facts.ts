import { cell, code, ink, lineHeight, type Style, small } from './ink.ts'
import { linesOf } from './lines.ts'
import type { Paper } from './paper.ts'

export type Fact = { name: string; value: string; mono?: boolean }

type Placed = { name: string[]; value: string[]; style: Style; x: number; w: number }

const pad = 3
const column = { gap: 18, name: 0.42 }

/** Names with their values, in one or two columns: a table whose heads stand on the left. */
export function facts(paper: Paper, all: readonly Fact[], { columns = 1, name = column.name, after = 8 } = {}): void {
  const w = (paper.width - column.gap * (columns - 1)) / columns
  paper.within('Table', {}, () => {
    for (let start = 0; start < all.length; start += columns) {
      const row = all.slice(start, start + columns).map((fact, index) => placed(paper, fact, index, w, name))
      const height = Math.max(...row.map(heightOf)) + pad * 2
      paper.room(height)
      paper.within('TR', {}, () => {
        for (const one of row) pair(paper, one, name)
      })
      const y = paper.y + height
      paper.artifact(() => {
        for (const { x } of row)
          paper.doc
            .moveTo(x, y)
            .lineTo(x + w, y)
            .lineWidth(0.5)
            .stroke(ink.line)
      })
      paper.y = y
    }
  })
  paper.y += after
}

function placed(paper: Paper, fact: Fact, index: number, w: number, name: number): Placed {
  const style = fact.mono ? code : cell
  return {
    name: linesOf(paper, fact.name, small, w * name - 8),
    value: linesOf(paper, fact.value, style, w * (1 - name)),
    style,
    x: paper.left + index * (w + column.gap),
    w,
  }
}

const heightOf = ({ name, value, style }: Placed) =>
  Math.max(name.length * lineHeight(small), value.length * lineHeight(style))

/** A smaller name stands on the base line of its value. */
function pair(paper: Paper, { name, value, style, x, w }: Placed, share: number): void {
  const top = paper.y + pad
  const drop = Math.max(0, (lineHeight(style) - lineHeight(small)) / 2)
  paper.within('TH', { scope: 'Row' }, () => paper.content(() => paper.lines(name, x, top + drop, small)))
  paper.within('TD', {}, () => paper.content(() => paper.lines(value, x + w * share, top, style)))
}
