import { db } from '#lib/db.ts'
import { createLab } from '#lib/labs/labs.ts'
import { openRun, openStep } from '#lib/wizard/journal.ts'

/** `seed-log.ts LINES`: a lab with one open run whose log has so many lines. Prints the ids of both, then waits for a line to add more. */
const lines = Number(process.argv[2])
const labId = await createLab({ name: 'long log', kind: 'real' })
const runId = await openRun({ labId, kind: 'apply' })
const stepRunId = await openStep({ runId, partId: 'lab', stepId: 'preflight', fingerprint: '' })
await write(1, lines)
process.stdout.write(`${JSON.stringify({ labId, runId })}\n`)

let next = lines + 1
for await (const _chunk of process.stdin) {
  await write(next, next + 9)
  next += 10
}
await db.run.update({ where: { id: runId }, data: { endedAt: new Date(), outcome: 'done', activeLabId: null } })
process.exit()

async function write(first: number, last: number) {
  const data = Array.from({ length: last - first + 1 }, (_, index) => ({
    runId,
    stepRunId,
    host: 'lab-hap01',
    level: 'output',
    text: `line ${first + index}`,
  }))
  for (let from = 0; from < data.length; from += 5_000)
    await db.logLine.createMany({ data: data.slice(from, from + 5_000) })
}
