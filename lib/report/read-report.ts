import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { db } from '#lib/db.ts'
import { env } from '#lib/env.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { secretsOf } from '#lib/wizard/keep.ts'
import { redactor } from '#lib/wizard/redact.ts'
import type { ReportData, ReportLab } from './report-data.ts'
import { reportRun } from './report-run.ts'

/** Adds to what is shown of a lab the whole history of its runs. Whatever the lab keeps sealed is struck from all of it. */
export async function readReport(lab: ReportLab, answers: Answers): Promise<ReportData> {
  const runs = await db.run.findMany({
    where: { labId: lab.id },
    orderBy: { startedAt: 'asc' },
    include: { steps: { orderBy: { id: 'asc' } } },
  })
  const { id, name, kind, release, parts, identities, holder } = lab
  const data: ReportData = {
    madeAt: new Date().toISOString(),
    version: version(),
    lab: { id, name, kind, release, parts, identities, holder },
    answers,
    runs: runs.map(reportRun),
  }
  const redact = redactor(await secretsOf(lab.id))
  return JSON.parse(redact(JSON.stringify(data)))
}

function version(): string {
  const read: { version?: unknown } = JSON.parse(readFileSync(join(env.root, 'package.json'), 'utf8'))
  return String(read.version)
}
