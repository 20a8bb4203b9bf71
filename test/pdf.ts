import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'

/** Whether this program of poppler-utils or qpdf can be asked. */
export function has(program: string, ...words: string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What a foreign reader makes of a PDF: `pdftotext FILE -`, with FILE where `%` stands. */
export function readBy(program: string, words: readonly string[], pdf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-pdf-'))
  const file = join(folder, 'report.pdf')
  try {
    writeFileSync(file, pdf)
    return execFileSync(
      program,
      words.map((word) => (word === '%' ? file : word)),
      { stdio: 'pipe' },
    ).toString()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every stream of a PDF, unpacked: page contents are among them, typefaces too. */
export function streamsOf(pdf: Uint8Array): string[] {
  const bytes = Buffer.from(pdf)
  const streams: string[] = []
  for (let from = bytes.indexOf('stream\n'); from >= 0; from = bytes.indexOf('stream\n', from)) {
    const end = bytes.indexOf('endstream', from)
    const body = bytes.subarray(from + 7, end)
    streams.push((body[0] === 0x78 ? inflateSync(body) : body).toString('latin1'))
    from = end + 10
  }
  return streams
}
