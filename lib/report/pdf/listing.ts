import { code, codeMuted, ink, lineHeight, small } from './ink.ts'
import type { Paper } from './paper.ts'

type Line = { number: number | null; text: string }

const height = lineHeight(code) * 0.9
const gutter = 30
const pad = 5

/** A file as it stands: monospaced, numbered, wrapped where a line is too long, over as many pages as it takes. */
export function listing(paper: Paper, content: string, name: string): void {
  const perLine = Math.floor((paper.width - gutter - pad) / paper.measure('M', code))
  const lines = numbered(content, perLine)
  paper.within('P', {}, () =>
    paper.within('Code', {}, () => {
      for (let first = true; lines.length > 0; first = false) {
        if (paper.roomLeft < Math.min(lines.length, 4) * height + pad * 2) paper.newPage()
        if (!first) again(paper, name)
        chunk(paper, lines.splice(0, Math.max(1, Math.floor((paper.roomLeft - pad * 2) / height))))
      }
    }),
  )
  paper.y += 12
}

function numbered(content: string, perLine: number): Line[] {
  const whole = content.replace(/\r?\n$/, '').split(/\r?\n/)
  return whole.flatMap((text, index) => {
    const pieces = chopped(text.replaceAll('\t', '    '), perLine)
    return pieces.map((piece, part) => ({ number: part === 0 ? index + 1 : null, text: piece }))
  })
}

function chopped(text: string, perLine: number): string[] {
  const chars = Array.from(text)
  const pieces: string[] = []
  while (chars.length > perLine) {
    const space = chars.lastIndexOf(' ', perLine - 1)
    pieces.push(chars.splice(0, space > perLine / 2 ? space + 1 : perLine).join(''))
  }
  return [...pieces, chars.join('')]
}

function again(paper: Paper, name: string): void {
  const top = paper.y
  paper.artifact(() => paper.line(`${name}, continued`, paper.left, top, small), 'Pagination')
  paper.y += lineHeight(small) + 2
}

/** Numbers are artifacts: whoever has the file read aloud, or copies it, gets the file. */
function chunk(paper: Paper, lines: readonly Line[]): void {
  const top = paper.y
  const tall = lines.length * height + pad * 2
  paper.artifact(() => {
    paper.doc.rect(paper.left, top, paper.width, tall).fill(ink.sunk)
    for (const [index, { number }] of lines.entries()) {
      const text = number === null ? '↳' : String(number)
      paper.line(text, paper.left + gutter - 8, top + pad + index * height, codeMuted, 'right')
    }
  })
  paper.content(() => {
    for (const [index, { text }] of lines.entries())
      paper.line(text, paper.left + gutter, top + pad + index * height, code)
  })
  paper.y += tall
}
