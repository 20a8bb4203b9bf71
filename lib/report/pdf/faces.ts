import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import type { Face } from './ink.ts'

const folder = 'node_modules/dejavu-fonts-ttf/ttf'
const files: Record<Face, string> = {
  regular: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
  mono: 'DejaVuSansMono.ttf',
}

/** DejaVu covers Latin, Greek, Cyrillic and most signs; every face is embedded in the PDF as far as it is used. */
export function registerFaces(doc: PDFKit.PDFDocument): void {
  for (const [face, file] of Object.entries(files)) doc.registerFont(face, read(join(env.root, folder, file)))
}

/** What a face has no glyph for is written as its code point: an empty box would say nothing. */
export function printable(doc: PDFKit.PDFDocument, face: Face, text: string): string {
  const plain = text.replaceAll('\t', '    ')
  if (/^[ -~]*$/.test(plain)) return plain
  doc.font(face)
  // pdfkit keeps its open font here; its types leave it out.
  const { font } = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } } })._font
  return Array.from(plain, (char) => {
    const point = char.codePointAt(0) ?? 0
    return point >= 0x20 && font.hasGlyphForCodePoint(point)
      ? char
      : `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`
  }).join('')
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Failure('not-found', {
      message: `The report cannot be made: its typeface is not at ${path}.`,
      remedy: 'Run npm ci in the folder of Fairlead, which puts it there.',
      cause,
    })
  }
}
