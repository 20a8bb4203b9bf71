import { code, codeMuted, muted, small } from '#lib/report/pdf/ink.ts'
import { listing } from '#lib/report/pdf/listing.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { table } from '#lib/report/pdf/table.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import type { ReportData, ReportRun } from '#lib/report/report-data.ts'
import { type ConfigurationFile, configurationFiles } from '#lib/report/words/files.ts'
import { between, count, moment } from '#lib/report/words/moments.ts'
import { runKinds, runOutcomes } from '#lib/report/words/states.ts'

/** Every file that was written, as it stands on the nodes. */
export function filesAppendix(paper: Paper, data: ReportData): void {
  const outline = heading(paper, 2, 'Appendix A · Files written', { destination: 'files', keep: 150 })
  const files = configurationFiles(data)
  if (files.length === 0) paragraph(paper, 'No file has been written yet.', { style: muted })
  for (const file of files) if (file.content !== null) printed(paper, file, file.content, outline)
  notPrinted(
    paper,
    files.filter(({ content }) => content === null),
    outline,
  )
}

function printed(paper: Paper, file: ConfigurationFile, content: string, outline: PDFKit.PDFOutline): void {
  const { path, hosts, sha256, mode } = file
  const where = hosts.length > 1 ? `The same, letter for letter, on ${hosts.join(' and ')}` : `On ${hosts.join()}`
  heading(paper, 3, path, { outline, keep: 80 })
  paragraph(paper, `${where} · mode ${mode}`, { style: muted, after: 0 })
  paragraph(paper, `SHA-256 ${sha256}`, { style: codeMuted })
  listing(paper, content, path)
}

function notPrinted(paper: Paper, files: readonly ConfigurationFile[], outline: PDFKit.PDFOutline): void {
  if (files.length === 0) return
  heading(paper, 3, 'Not printed', { outline, keep: 120 })
  const why =
    'No report shows a private key: a file that holds one is only named, with the digest of its public part. Certificates ' +
    'and revocation lists in DER are no text.'
  paragraph(paper, why, { style: muted })
  table(
    paper,
    [
      { title: 'File', share: 36, style: code },
      { title: 'On', share: 18 },
      { title: 'Mode', share: 8 },
      { title: 'SHA-256', share: 38, style: codeMuted },
    ],
    files.map(({ path, hosts, mode, sha256 }) => [path, hosts.join(', '), mode, sha256]),
  )
}

/** Every run there was, oldest first. */
export function runsAppendix(paper: Paper, data: ReportData): void {
  heading(paper, 2, 'Appendix B · Runs', { destination: 'runs' })
  if (data.runs.length === 0) {
    paragraph(paper, 'There has been no run yet.', { style: muted })
    return
  }
  table(
    paper,
    [
      { title: 'No.', share: 6, align: 'right' },
      { title: 'Started (UTC)', share: 20 },
      { title: 'What', share: 9 },
      { title: 'Of', share: 26, style: small },
      { title: 'Outcome', share: 14 },
      { title: 'Steps', share: 18 },
      { title: 'Took', share: 12, align: 'right' },
    ],
    data.runs.map((run, index) => [
      String(index + 1),
      moment(run.startedAt),
      runKinds[run.kind],
      scopeOf(run, data),
      run.outcome
        ? { text: runOutcomes[run.outcome].word, mark: runOutcomes[run.outcome].tone }
        : { text: 'Running', mark: 'run' },
      stepsOf(run),
      between(run.startedAt, run.endedAt),
    ]),
  )
}

function scopeOf({ partId, stepId }: ReportRun, { lab }: ReportData): string {
  const part = lab.parts.find(({ id }) => id === partId)
  if (!part) return partId ?? 'all Parts'
  const step = part.steps.find(({ id }) => id === stepId)
  return `Part ${lab.parts.indexOf(part) + 1}, ${part.title}${step ? `: ${step.title}` : ''}`
}

function stepsOf({ steps }: ReportRun): string {
  const changed = steps.filter(({ outcome }) => outcome === 'changed').length
  return `${steps.length}, ${changed === 0 ? 'no changes' : count(changed, 'changed', 'changed')}`
}
