import { beforeAll, describe, expect, test } from 'vitest'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { has, readBy, streamsOf } from '#test/pdf.ts'
import { reportData } from '#test/report-data.ts'
import { haproxyConfiguration } from '#test/report-evidence.ts'
import type { ReportData } from './report-data.ts'
import { reportPdf } from './report-pdf.ts'
import { proofs } from './words/evidence.ts'
import { keyFigures } from './words/figures.ts'
import { openPoints } from './words/open-points.ts'
import { verdictOf } from './words/verdict.ts'

const poppler = has('pdftotext', '-v')
const qpdf = has('qpdf', '--version')

/** Without blanks: where a line is broken is not what is said. */
const bare = (text: string) => text.replace(/\s+/g, '')
const textOf = async (data: ReportData) => bare(readBy('pdftotext', ['-layout', '%', '-'], await reportPdf(data)))

// poppler-utils is among the Debian packages of the tests; without it the file is still checked for its structure below.
describe.skipIf(!poppler)('read by poppler', () => {
  let whole: string
  const data = reportData({ again: true })
  beforeAll(async () => {
    whole = await textOf(data)
  })

  test('verdict, figures and open points stand in it', () => {
    const { sentence, detail } = verdictOf(data)
    const figures = keyFigures(data).flatMap(({ figure, label, note }) => [figure, label, note])
    const points = openPoints(data).flatMap(({ title, text, remedy }) => [title, text, remedy ?? ''])
    for (const said of [sentence, detail, ...figures, ...points]) expect(whole).toContain(bare(said))
  })

  test('every host, answer, finding, change and proof of the rows stands in it', () => {
    const { lab, answers } = data
    const hosts = answers.lab.hosts.flatMap(({ name, address }) => [name, address])
    const steps = lab.parts.flatMap(({ title, steps }) => [title, ...steps.flatMap((s) => [s.title, s.detail ?? ''])])
    const commands = data.runs.flatMap((run) => run.steps.flatMap((s) => s.changes.map(({ command }) => command ?? '')))
    const certificates = proofs(data, 'certificate').flatMap((p) => [
      p.data.subject,
      p.data.serial,
      p.data.sha1,
      p.data.sha256,
    ])
    const said = [...hosts, ...steps, ...commands, ...certificates, answers.nodes.timeZone, 'Page 10 of 10']
    for (const one of said) expect(whole).toContain(bare(one))
  })

  test('a file that is the same on both nodes is printed once, and said so', () => {
    expect(whole.split(bare('backend be_autodiscover'))).toHaveLength(2)
    expect(whole).toContain(bare('The same, letter for letter, on lab-hap01 and lab-hap02'))
  })

  test('a half-finished lab says where it failed, with cause and remedy', async () => {
    const half = await textOf(reportData({ upTo: 7, last: 'failed' }))
    expect(half).toContain(bare('Half-finished: 4 of 7 Parts are proven, and Part 5, Load balancer, failed at'))
    expect(half).toContain(bare('unknown keyword ‘http-reuze’ in ‘backend be_owa’ at line 45.'))
    expect(half).toContain(bare('put right the answer that asked for it'))
    expect(half).toContain(bare('No drill has been made yet, so no outage has been measured.'))
  })

  test('an untouched lab is a whole report too', async () => {
    const none = await textOf(reportData({ upTo: 0 }))
    for (const said of [
      'Nothing has been carried out yet',
      'No certificate has been issued',
      'There has been no run yet',
    ])
      expect(none).toContain(bare(said))
  })

  test('a configuration of 500 lines is printed to its last line', async () => {
    const long = reportData()
    for (const { data } of proofs(long, 'file'))
      if (data.path.endsWith('haproxy.cfg')) data.content = haproxyConfiguration(500)
    const text = await textOf(long)
    for (let line = 57; line <= 500; line += 1) expect(text).toContain(`${line}#line${line}`)
  })

  test('names in other scripts are printed; a character without a glyph is named by its code point', async () => {
    const text = await textOf(reportData({ name: 'Zürich Ελλάδα Київ 東京 \u0007' }))
    expect(text).toContain(bare('Zürich Ελλάδα Київ [U+6771][U+4EAC] [U+0007]'))
  })

  test('twelve Exchange servers, and texts without a blank to break at, stay on the page', async () => {
    const answers = defaultAnswers('real')
    const exchange = Array.from({ length: 12 }, (_, n) => ({
      name: `MELB-EXCHANGE${10 + n}`,
      address: `10.1.1.${n + 1}`,
      role: 'exchange' as const,
    }))
    answers.lab.hosts = [...answers.lab.hosts.filter(({ role }) => role !== 'exchange'), ...exchange]
    const many = reportData({ upTo: 7, last: 'failed', answers })
    for (const run of many.runs)
      for (const step of run.steps) if (step.failure) step.failure.message = `${'x'.repeat(9000)}THE-END`
    const pdf = await reportPdf(many)
    expect(bare(readBy('pdftotext', ['-layout', '%', '-'], pdf))).toContain('THE-END')
    const boxes = readBy('pdftotext', ['-bbox', '%', '-'], pdf).matchAll(
      /xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"/g,
    )
    for (const [word, xMin, yMin, xMax, yMax] of boxes) {
      expect(Number(xMin), word).toBeGreaterThanOrEqual(44)
      expect(Number(xMax), word).toBeLessThanOrEqual(552)
      expect(Number(yMin), word).toBeGreaterThanOrEqual(30)
      expect(Number(yMax), word).toBeLessThanOrEqual(815)
    }
  })

  test('poppler finds it tagged, titled, and every typeface embedded', async () => {
    const pdf = await reportPdf(data)
    expect(readBy('pdfinfo', ['%'], pdf)).toMatch(/Title: +digitalbrain: deployment report[\s\S]*Tagged: +yes/)
    const faces = readBy('pdffonts', ['%'], pdf).trim().split('\n').slice(2)
    expect(faces).toHaveLength(3)
    for (const face of faces) expect(face).toMatch(/yes yes yes/)
  })
})

describe.skipIf(!qpdf)('checked by qpdf', () => {
  test('no fault is found in its structure', async () => {
    expect(readBy('qpdf', ['--check', '%'], await reportPdf(reportData()))).toContain(
      'No syntax or stream encoding errors',
    )
  })
})

test('everything drawn is either content of a structure element or an artifact', async () => {
  const pages = streamsOf(await reportPdf(reportData({ again: true }))).filter((stream) => stream.includes(' BDC'))
  expect(pages).toHaveLength(10)
  for (const page of pages) {
    let depth = 0
    for (const line of page.split('\n')) {
      if (/ B[DM]C$/.test(line)) depth += 1
      if (line === 'EMC') depth -= 1
      expect(depth, line).toBeLessThanOrEqual(1)
      if (depth === 0) expect(line).not.toMatch(/ T[jJ]$|^(f\*?|S|B\*?)$/)
    }
    expect(depth).toBe(0)
  }
})

test('language, title and the claim of PDF/UA are in the file', async () => {
  const text = Buffer.from(await reportPdf(reportData())).toString('latin1')
  for (const claim of ['/Lang (en)', '/DisplayDocTitle true', '<pdfuaid:part>1</pdfuaid:part>', '/Marked true'])
    expect(text).toContain(claim)
})

test('no heading skips a level', async () => {
  const text = Buffer.from(await reportPdf(reportData({ upTo: 7, last: 'failed' }))).toString('latin1')
  const levels = [...text.matchAll(/\/S \/H([1-6])/g)].map(([, level]) => Number(level))
  levels.forEach((level, index) => {
    expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
  })
})

test('the same data give the same bytes', async () => {
  const [one, other] = [await reportPdf(reportData()), await reportPdf(reportData())]
  expect(Buffer.from(one).equals(other)).toBe(true)
})
