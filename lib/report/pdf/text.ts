import { body, ink, lineHeight, type Style } from './ink.ts'
import { linesOf } from './lines.ts'
import type { Paper } from './paper.ts'

type Options = { style?: Style; x?: number; width?: number; type?: string; after?: number }

/** A paragraph, over as many pages as it takes; of a broken one, two lines stand on either side where there are so many. */
export function paragraph(paper: Paper, text: string, options: Options = {}): void {
  const { style = body, x = paper.left, width = paper.width - (x - paper.left), type = 'P', after = 6 } = options
  const lines = linesOf(paper, text, style, width)
  const height = lineHeight(style)
  paper.within(type, {}, () => {
    while (lines.length > 0) {
      paper.room(height * Math.min(lines.length, 2))
      const chunk = lines.splice(0, Math.max(1, Math.floor(paper.roomLeft / height)))
      const top = paper.y
      paper.content(() => paper.lines(chunk, x, top, style))
      paper.y += chunk.length * height
    }
  })
  paper.y += after
}

const headings = {
  1: { face: 'bold', size: 24, color: ink.text, before: 0, after: 4 },
  2: { face: 'bold', size: 15, color: ink.text, before: 22, after: 8 },
  3: { face: 'bold', size: 11.5, color: ink.text, before: 16, after: 5 },
} as const satisfies Record<number, Style & { before: number; after: number }>

type Heading = { outline?: PDFKit.PDFOutline; destination?: string; keep?: number }

/** A heading never stands alone: `keep` points of what follows fit under it. Answers its entry in the outline. */
export function heading(
  paper: Paper,
  level: keyof typeof headings,
  text: string,
  { outline = paper.doc.outline, destination, keep = 70 }: Heading = {},
): PDFKit.PDFOutline {
  const style = headings[level]
  const lines = linesOf(paper, text, style, paper.width)
  paper.gap(style.before)
  paper.room(lines.length * lineHeight(style) + style.after + keep)
  const top = paper.y
  if (destination) paper.name(destination)
  paper.within(`H${level}`, {}, () => {
    paper.content(() => paper.lines(lines, paper.left, top, style))
  })
  paper.y += lines.length * lineHeight(style) + style.after
  paper.headingEnd = paper.y
  return outline.addItem(text, { expanded: level < 3 })
}
