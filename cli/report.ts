import { writeFile } from 'node:fs/promises'
import { Failure } from '#lib/failure.ts'
import { listLabs } from '#lib/labs/labs.ts'
import { labReport, labReportJson } from '#lib/labs/report.ts'

/** Writes the report of a lab: a PDF, or JSON where the file's name ends so. */
export async function report([wanted, file]: string[]): Promise<number> {
  if (!wanted || !file) {
    throw new Failure('invalid', {
      message: 'Name the lab and the file.',
      remedy: 'npm run -s fairlead -- report LAB FILE.pdf',
    })
  }
  const labs = await listLabs()
  const lab = labs.find(({ id, name }) => id === wanted || name === wanted)
  if (!lab) {
    throw new Failure('not-found', {
      message: `There is no lab "${wanted}".`,
      remedy: `There are: ${labs.map(({ name }) => name).join(', ') || 'none yet'}.`,
    })
  }
  await writeFile(file, await (file.endsWith('.json') ? labReportJson(lab.id) : labReport(lab.id)))
  return 0
}
