import type { Lab } from '#generated/prisma/client.ts'
import { db } from '#lib/db.ts'
import { parts } from '#lib/parts/index.ts'
import { fingerprintOf } from '#lib/wizard/fingerprint.ts'
import { pipelineKind } from '#lib/wizard/journal.ts'
import { progressOf } from '#lib/wizard/progress.ts'
import { resume } from '#lib/wizard/resume.ts'
import { runView, stepsAhead } from '#lib/wizard/run-view.ts'
import type { StepRow } from '#lib/wizard/step-view.ts'
import type { PartView } from '#lib/wizard/view.ts'
import { readAnswers } from './answers.ts'
import { detailsIn, isInventoried } from './identities.ts'
import type { LabSummary, LabView } from './lab-view.ts'
import { machinesOf } from './rehearsal.ts'
import { standingOf } from './standing.ts'

/** Gathers the rows of a lab and derives from them what the pages show. */
export async function viewOf(lab: Lab): Promise<LabView> {
  await resume()
  const answers = await readAnswers(lab.id)
  const [rows, runs, identities, machines] = await Promise.all([
    stepRows(lab.id),
    runsOf(lab.id),
    identitiesOf(lab.id),
    machinesOf(lab.id),
  ])
  const fingerprints = Object.fromEntries(parts.map(({ id }) => [id, fingerprintOf(parts, answers, id)]))
  const active = runs.find(({ endedAt }) => !endedAt)
  const ahead = stepsAhead(parts, lab.kind, active)
  const views = progressOf(parts, answers, rows, { kind: lab.kind, fingerprints, ahead })
  const last = runs.find(({ endedAt }) => endedAt)
  return {
    id: lab.id,
    name: lab.name,
    kind: lab.kind,
    release: lab.release,
    mailName: answers.lab.mailName,
    virtualAddress: answers.lab.virtualAddress,
    currentPartId: currentPart(views),
    parts: views,
    activeRun: active ? runView(parts, lab.kind, active) : null,
    lastRun: last ? runView(parts, lab.kind, last) : null,
    identities: identities.filter((identity) => isInventoried(answers, identity)),
    certificate: certificateOf(views),
    machines,
    hosts: answers.lab.hosts,
    holder: holderOf(views),
  }
}

export function summaryOf(lab: LabView): LabSummary {
  const { id, name, kind, mailName, currentPartId, activeRun, lastRun, certificate } = lab
  const done = lab.parts.filter(({ state }) => state === 'done').length
  return {
    id,
    name,
    kind,
    mailName,
    currentPartId,
    activeRun,
    lastRun,
    certificate,
    done,
    of: lab.parts.length,
    ...standingOf(lab, done, lab.parts.length),
  }
}

/** Pipelines are kept beside the evidence and are none. */
const proofs = { kind: { not: pipelineKind } }

async function stepRows(labId: string): Promise<StepRow[]> {
  const rows = await db.stepRun.findMany({
    where: { run: { labId } },
    orderBy: { id: 'desc' },
    take: 5_000,
    include: { run: { select: { kind: true, endedAt: true } }, _count: { select: { evidence: { where: proofs } } } },
  })
  // Evidence is large; only the newest of each Step is shown.
  const newest = new Map(
    rows
      .filter(({ _count }) => _count.evidence > 0)
      .reverse()
      .map((row) => [`${row.partId}/${row.stepId}`, row.id]),
  )
  const evidence = await db.evidence.findMany({
    where: { stepRunId: { in: [...newest.values()] }, ...proofs },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => ({ ...row, evidence: evidence.filter(({ stepRunId }) => stepRunId === row.id) }))
}

const runsOf = (labId: string) =>
  db.run.findMany({
    where: { labId },
    orderBy: { startedAt: 'desc' },
    take: 5,
    include: {
      steps: { select: { partId: true, stepId: true, endedAt: true, outcome: true }, orderBy: { id: 'asc' } },
    },
  })

async function identitiesOf(labId: string) {
  const rows = await db.hostIdentity.findMany({ where: { labId }, orderBy: [{ protocol: 'asc' }, { host: 'asc' }] })
  return rows.map(({ labId: _, offeredAt, offeredDetails, approvedAt, approvedDetails, ...row }) => ({
    ...row,
    offeredDetails: detailsIn(offeredDetails),
    offeredAt: offeredAt.toISOString(),
    approvedDetails: detailsIn(approvedDetails),
    approvedAt: approvedAt?.toISOString() ?? null,
  }))
}

/** The Part to look at: the first that is not done, or the last one when all are. */
function currentPart(views: readonly PartView[]): string {
  const open = views.find(({ state }) => state !== 'done')
  return (open ?? views.at(-1))?.id ?? 'lab'
}

const evidenceOf = (views: readonly PartView[]) =>
  views.flatMap(({ steps }) => steps).flatMap(({ evidence }) => evidence)

function certificateOf(views: readonly PartView[]): LabView['certificate'] {
  const leaf = evidenceOf(views).find((proof) => proof.kind === 'certificate' && proof.data.role === 'leaf')
  if (leaf?.kind !== 'certificate') return null
  const daysLeft = Math.floor((Date.parse(leaf.data.notAfter) - Date.now()) / 86_400_000)
  return { notAfter: leaf.data.notAfter, daysLeft }
}

/** The newest word on who holds the virtual address: the proof of Part 6, or the end of a later drill. */
function holderOf(views: readonly PartView[]): string | null {
  const words = evidenceOf(views).flatMap((proof) => {
    if (proof.kind === 'drill') return { at: proof.at, holder: proof.data.holderAfter }
    if (proof.kind !== 'fact' || proof.subject !== 'virtual-address') return []
    return { at: proof.at, holder: proof.data.find(({ name }) => name === 'holder')?.value ?? null }
  })
  return words.sort((one, other) => (one.at < other.at ? 1 : -1))[0]?.holder ?? null
}
