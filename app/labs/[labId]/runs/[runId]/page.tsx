import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RunPage } from '#components/wizard/run-page.tsx'
import { runTitle } from '#components/wizard/run-title.ts'
import { listRunSteps } from '#lib/labs/run-steps.ts'
import { listRuns } from '#lib/labs/runs.ts'
import { labOf } from '../../load.ts'

type Place = { params: Promise<{ labId: string; runId: string }> }

const runOf = async (labId: string, runId: string) => (await listRuns(labId)).find(({ id }) => id === runId)

export async function generateMetadata({ params }: Place): Promise<Metadata> {
  const { labId, runId } = await params
  const lab = await labOf(labId)
  const run = await runOf(labId, runId)
  return { title: run ? `${runTitle(run, lab.parts)} · ${lab.name}` : lab.name }
}

export default async function Page({ params }: Place) {
  const { labId, runId } = await params
  await labOf(labId)
  const run = await runOf(labId, runId)
  if (!run) notFound()
  return <RunPage initial={run} steps={await listRunSteps(runId)} />
}
