import { readReport } from '#lib/report/read-report.ts'
import { reportJson } from '#lib/report/report-json.ts'
import { reportPdf } from '#lib/report/report-pdf.ts'
import { readAnswers } from './answers.ts'
import { loadLab } from './labs.ts'

/** The run report of a lab as it stands at this moment, finished or not. */
export const labReport = async (labId: string): Promise<Uint8Array> => reportPdf(await dataOf(labId))

/** The same, for programs. */
export const labReportJson = async (labId: string): Promise<string> => reportJson(await dataOf(labId))

const dataOf = async (labId: string) => readReport(await loadLab(labId), await readAnswers(labId))
