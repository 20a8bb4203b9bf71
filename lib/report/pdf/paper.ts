import PDFDocument from 'pdfkit'
import { printable, registerFaces } from './faces.ts'
import { baseline, lineHeight, type Style } from './ink.ts'

type Align = 'left' | 'right'
type Element = PDFKit.PDFStructureElement
type ElementOptions = { alt?: string; scope?: 'Column' | 'Row'; bbox?: [number, number, number, number] }

const sheet = { width: 595.28, height: 841.89 }
const margin = { left: 48, right: 48, top: 68, bottom: 62 }

/**
 * A4 pages that are written from top to bottom, in points from the top left. Whatever is drawn is either content of a
 * structure element or an artifact, so that a screen reader meets all of the one and none of the other (ISO 14289-1).
 */
export class Paper {
  readonly doc: PDFKit.PDFDocument
  readonly page = sheet
  readonly left = margin.left
  readonly width = sheet.width - margin.left - margin.right
  readonly bottom = sheet.height - margin.bottom
  /** Where the next thing goes. */
  y = margin.top
  /** Where the last heading ended. */
  headingEnd = 0
  /** On which page a named place lies, the first being 1. */
  readonly pages = new Map<string, number>()
  readonly #root: Element
  #open: Element

  constructor(info: { title: string; subject: string; madeAt: Date }) {
    this.doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      lang: 'en',
      tagged: true,
      displayTitle: true,
      pdfVersion: '1.7',
      // The types of pdfkit know only the PDF/A subsets; 'PDF/UA' is one since 0.18.
      subset: 'PDF/UA' as 'PDF/A-1a',
      bufferPages: true,
      autoFirstPage: false,
      info: {
        // pdfkit writes these into XML as they are.
        Title: info.title.replace(/[<>&]/g, ' '),
        Subject: info.subject.replace(/[<>&]/g, ' '),
        Author: 'Fairlead',
        Creator: 'Fairlead',
        CreationDate: info.madeAt,
      },
    })
    registerFaces(this.doc)
    this.#root = this.doc.struct('Document')
    this.#open = this.#root
    this.doc.addStructure(this.#root)
    this.newPage()
  }

  newPage(): void {
    this.doc.addPage()
    this.y = margin.top
  }

  /** A new page, if so much does not fit on this one. */
  room(height: number): void {
    if (this.y + height > this.bottom && this.y > margin.top) this.newPage()
  }

  /** Free space before what comes next, unless that begins a page or follows a heading at once. */
  gap(height: number): void {
    const { y } = this
    if (y > margin.top) this.y += y === this.headingEnd ? Math.min(height, 4) : height
  }

  get roomLeft(): number {
    return this.bottom - this.y
  }

  get pageNumber(): number {
    const { start, count } = this.doc.bufferedPageRange()
    return start + count
  }

  /** Gives this place a name that links can go to. */
  name(destination: string): void {
    this.doc.addNamedDestination(destination, 'XYZ', 0, this.y - 12, 0)
    this.pages.set(destination, this.pageNumber)
  }

  /** Everything that `write` draws belongs to one new element under the one that is open. */
  within<T>(type: string, options: ElementOptions, write: (element: Element) => T): T {
    const outer = this.#open
    this.#open = this.element(type, options)
    try {
      return write(this.#open)
    } finally {
      this.#open = outer
    }
  }

  /** An element that is filled little by little, even over several pages. */
  element(type: string, options: ElementOptions = {}, under: Element = this.#open): Element {
    const one = this.doc.struct(type, options)
    under.add(one)
    return one
  }

  content(draw: () => void, of: Element = this.#open): void {
    of.add(draw)
  }

  /** Lines, grounds and whatever else says nothing by itself. */
  artifact(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type })
    draw()
    this.doc.endMarkedContent()
  }

  /** One line, `y` being its top; only inside `content` or `artifact`. */
  line(text: string, x: number, y: number, style: Style, align: Align = 'left'): void {
    const clean = printable(this.doc, style.face, text)
    const shift = align === 'left' ? 0 : this.measure(clean, style)
    this.doc
      .font(style.face)
      .fontSize(style.size)
      .fillColor(style.color)
      .text(clean, x - shift, y + baseline(style), { lineBreak: false, baseline: 'alphabetic' })
  }

  /** Lines under each other; only inside `content` or `artifact`. */
  lines(lines: readonly string[], x: number, y: number, style: Style, align: Align = 'left'): void {
    for (const [index, text] of lines.entries()) this.line(text, x, y + index * lineHeight(style), style, align)
  }

  measure(text: string, style: Style): number {
    return this.doc
      .font(style.face)
      .fontSize(style.size)
      .widthOfString(printable(this.doc, style.face, text))
  }

  /** Makes a place clickable and ends its element, which notes the page that is open then. */
  link(
    element: Element,
    { x, y, w, h }: { x: number; y: number; w: number; h: number },
    to: string,
    about: string,
  ): void {
    // pdfkit writes a primitive string as a name and a String object as text; its types know neither that nor structParent.
    const options = { structParent: element, Contents: new String(about) } as unknown as { Contents: string }
    this.doc.goTo(x, y, w, h, to, options)
    element.end()
  }

  async finish(): Promise<Uint8Array> {
    this.#root.end()
    const chunks: Uint8Array[] = []
    this.doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    const ended = new Promise((resolve, reject) => this.doc.once('end', resolve).once('error', reject))
    this.doc.end()
    await ended
    return new Uint8Array(Buffer.concat(chunks))
  }
}
