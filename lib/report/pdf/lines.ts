import type { Style } from './ink.ts'
import type { Paper } from './paper.ts'

/** The lines that a text takes at a width: broken at spaces; a word longer than a line at signs, then anywhere. */
export function linesOf(paper: Paper, text: string, style: Style, width: number): string[] {
  const measure: Measure = (piece) => paper.measure(piece, style)
  // Fingerprints, paths and commands are compared sign by sign: they fill their lines.
  const split = style.face === 'mono' ? chopped : atSigns
  return text.split(/\r?\n/).flatMap((hard) => wrapped(hard, width, measure, split))
}

type Measure = (piece: string) => number
type Split = (word: string, width: number, measure: Measure) => string[]

function wrapped(text: string, width: number, measure: Measure, split: Split): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.match(/^\s+|\S+\s*/g) ?? []) {
    for (const piece of measure(word.trimEnd()) <= width ? [word] : split(word, width, measure)) {
      const bare = measure(piece.trimEnd())
      if (line && used + bare > width) {
        lines.push(line.trimEnd())
        line = ''
        used = 0
      }
      line += piece
      used += measure(piece)
    }
  }
  return [...lines, line.trimEnd()]
}

function atSigns(word: string, width: number, measure: Measure): string[] {
  const pieces = word.match(/[^/\\.,;:=@_-]*[/\\.,;:=@_-]+\s*|[^/\\.,;:=@_-]+/g) ?? [word]
  return pieces.flatMap((piece) => (measure(piece.trimEnd()) <= width ? [piece] : chopped(piece, width, measure)))
}

function chopped(word: string, width: number, measure: Measure): string[] {
  const parts: string[] = []
  let part = ''
  for (const char of word) {
    if (part && measure(part + char) > width) {
      parts.push(part)
      part = ''
    }
    part += char
  }
  return [...parts, part]
}
