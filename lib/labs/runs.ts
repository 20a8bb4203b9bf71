import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { parts } from '#lib/parts/index.ts'
import { carryOut, stepsOf } from '#lib/wizard/carry-out.ts'
import { openRun, type RunRequest } from '#lib/wizard/journal.ts'
import { secretsOf } from '#lib/wizard/keep.ts'
import { live, stop } from '#lib/wizard/live-runs.ts'
import { pidOf } from '#lib/wizard/owner.ts'
import { redactor } from '#lib/wizard/redact.ts'
import { resume } from '#lib/wizard/resume.ts'
import { runView } from '#lib/wizard/run-view.ts'
import type { RunView } from '#lib/wizard/view.ts'
import { answersWithGaps } from './answers.ts'
import { findLab } from './find-lab.ts'
import { openHosts } from './open-hosts.ts'

/** Starts a run in this process and answers with its id; the page attaches to it and may be closed. */
export async function startRun(request: RunRequest): Promise<string> {
  const lab = await findLab(request.labId)
  const answers = await completeAnswers(lab.id)
  if (stepsOf(parts, lab.kind, request).length === 0) throw nothingToDo(request)
  const redact = redactor(await secretsOf(lab.id))
  await resume()
  const runId = await openRun(request)
  live(lab.id, runId, (signal) =>
    carryOut({ runId, request, lab, parts, answers, openHosts: () => openHosts(lab, answers), redact, signal }),
  )
  return runId
}

export async function stopRun(labId: string): Promise<void> {
  if (await stop(labId)) return
  await resume()
  const run = await db.run.findUnique({ where: { activeLabId: labId } })
  if (!run) return
  throw new Failure('busy', {
    message: `The run belongs to another Fairlead process (${pidOf(run.owner)}).`,
    remedy: 'Stop it where it was started: press Ctrl-C in that terminal.',
  })
}

export async function listRuns(labId: string): Promise<RunView[]> {
  const lab = await findLab(labId)
  const steps = {
    select: { partId: true, stepId: true, endedAt: true, outcome: true },
    orderBy: { id: 'asc' },
  } as const
  const rows = await db.run.findMany({ where: { labId }, orderBy: { startedAt: 'desc' }, include: { steps } })
  return rows.map((row) => runView(parts, lab.kind, row))
}

/** Real machines are touched only with answers that somebody has given; stored ones that no longer fit are asked again. */
async function completeAnswers(labId: string) {
  const { answers, unfit, unsaved } = await answersWithGaps(labId)
  const gap = unfit[0] ?? (unsaved.includes('lab') ? 'lab' : undefined)
  if (!gap) return answers
  throw new Failure('invalid', {
    message:
      unfit.length > 0
        ? `The answers of Part “${gap}” come from an earlier version and no longer fit.`
        : 'Nobody has described this lab yet.',
    remedy: 'Look at the answers of that Part and save them.',
    fix: { part: gap, tab: 'answers', label: 'Open the answers' },
  })
}

const nothingToDo = ({ kind }: RunRequest) =>
  new Failure('not-found', {
    message:
      kind === 'undo' ? 'There is nothing here that could be undone.' : 'This Part has no Steps in this kind of lab.',
    remedy: 'Go on with the next Part.',
  })
