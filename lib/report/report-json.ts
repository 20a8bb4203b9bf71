import type { ReportData } from './report-data.ts'
import { keyFigures } from './words/figures.ts'
import { withoutKeys } from './words/files.ts'
import { openPoints } from './words/open-points.ts'
import { verdictOf } from './words/verdict.ts'

/** The report for machines: the same conclusions as the PDF, and the data that they were drawn from. */
export function reportJson(data: ReportData): string {
  const report = { verdict: verdictOf(data), figures: keyFigures(data), openPoints: openPoints(data), ...data }
  return `${JSON.stringify(report, (_name, value) => (typeof value === 'string' ? withoutKeys(value) : value), 2)}\n`
}
