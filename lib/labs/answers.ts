import type { ZodError } from 'zod'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { type Answers, schemas } from '#lib/parts/answers.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { findLab } from './find-lab.ts'
import { machinesOf } from './rehearsal.ts'

export type Problems = Record<string, string>
type PartWithAnswers = keyof Answers

/** The answers of all Parts: what was saved, and the series' defaults where nothing was. Rows are parsed on the way out too. */
export async function readAnswers(labId: string): Promise<Answers> {
  return (await answersWithGaps(labId)).answers
}

/** `unfit`: saved by an earlier version, no longer of the right shape; `unsaved`: nobody has looked at them yet. */
export async function answersWithGaps(
  labId: string,
): Promise<{ answers: Answers; unfit: string[]; unsaved: string[] }> {
  const lab = await findLab(labId)
  const rows = await db.partAnswers.findMany({ where: { labId } })
  const answers = defaultAnswers(lab.kind)
  const unfit: string[] = []
  for (const { partId, answers: stored } of rows) {
    if (!isPart(partId)) continue
    const parsed = schemas[partId].safeParse(stored)
    if (parsed.success) Object.assign(answers, { [partId]: parsed.data })
    else unfit.push(partId)
  }
  const saved = rows.map(({ partId }) => partId)
  return { answers, unfit, unsaved: Object.keys(schemas).filter((partId) => !saved.includes(partId)) }
}

export async function saveAnswers(
  labId: string,
  partId: string,
  raw: unknown,
): Promise<{ ok: true } | { ok: false; problems: Problems }> {
  if (!isPart(partId))
    throw new Failure('not-found', { message: 'This Part asks nothing.', remedy: 'Go back to the lab.' })
  const parsed = schemas[partId].safeParse(raw)
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error) }
  const moved = partId === 'lab' ? await movesMachines(labId, parsed.data as Answers['lab']) : undefined
  if (moved) return { ok: false, problems: moved }
  const where = { labId_partId: { labId, partId } }
  await db.partAnswers.upsert({
    where,
    create: { labId, partId, answers: parsed.data },
    update: { answers: parsed.data },
  })
  return { ok: true }
}

export function problemsOf(error: ZodError): Problems {
  const problems: Problems = {}
  for (const { path, message } of error.issues) problems[path.join('.')] ??= message
  return problems
}

/** The machines of a rehearsal were made with their names and addresses; under running machines these stay. */
async function movesMachines(labId: string, next: Answers['lab']): Promise<Problems | undefined> {
  const machines = await machinesOf(labId)
  if (!machines?.some(({ up }) => up)) return undefined
  const { lab: now } = await readAnswers(labId)
  const made = ({ hosts, subnet, login }: Answers['lab']) => JSON.stringify({ hosts, subnet, login })
  if (made(now) === made(next)) return undefined
  return {
    hosts:
      'The machines of this rehearsal are up with these names, addresses and login. Make a new rehearsal for other ones.',
  }
}

const isPart = (partId: string): partId is PartWithAnswers => partId in schemas
