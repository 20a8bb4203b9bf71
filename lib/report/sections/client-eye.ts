import { cellStrong, muted } from '#lib/report/pdf/ink.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { type Cell, table } from '#lib/report/pdf/table.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { answered, answers } from '#lib/report/words/evidence.ts'
import { momentUtc } from '#lib/report/words/moments.ts'
import { serviceName } from '#lib/report/words/service-name.ts'
import type { ServiceAnswer } from '#lib/wizard/step.ts'

const columnsAtOnce = 6

/** Every service as a client meets it, at every place where it can be asked. */
export function clientEye(paper: Paper, data: ReportData): void {
  heading(paper, 2, 'Every service at every place', { destination: 'client', keep: 300 })
  const all = answers(data)
  if (all.length === 0) paragraph(paper, 'No service has been asked yet.', { style: muted })
  for (const { at, data: matrix } of all) {
    const services = new Set(matrix.rows.map(({ service }) => service)).size
    heading(paper, 3, `Asked from ${matrix.from}`, { keep: Math.min(services * 20 + 60, 320) })
    paragraph(paper, momentUtc(at), { style: muted })
    const targets = [...new Set(matrix.rows.map(({ target }) => target))]
    for (let start = 0; start < targets.length; start += columnsAtOnce)
      slice(paper, matrix.rows, targets.slice(start, start + columnsAtOnce))
  }
}

function slice(paper: Paper, rows: readonly ServiceAnswer[], targets: readonly string[]): void {
  const services = [...new Set(rows.map(({ service }) => service))]
  table(
    paper,
    [
      { title: 'Service', share: 22, style: cellStrong },
      ...targets.map((target) => ({ title: target, share: 78 / Math.max(targets.length, 3) })),
    ],
    services.map((service) => [
      serviceName(service),
      ...targets.map((target) => answer(rows.find((row) => row.service === service && row.target === target))),
    ]),
  )
}

function answer(row: ServiceAnswer | undefined): Cell {
  if (!row) return { text: 'not asked', mark: 'idle' }
  if (answered(row)) return { text: `${Math.round(row.ms)} ms`, mark: 'ok' }
  return { text: [row.status, row.said].filter(Boolean).join(' ') || 'no answer', mark: 'bad' }
}
