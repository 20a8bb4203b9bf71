import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RunPage } from '#components/wizard/run-page.tsx'
import { listRunSteps } from '#lib/labs/run-steps.ts'
import { listRuns } from '#lib/labs/runs.ts'
import { labOf } from '../../load.ts'

type Place = { params: Promise<{ labId: string; runId: string }> }

export const metadata: Metadata = { title: 'Run' }

export default async function Page({ params }: Place) {
  const { labId, runId } = await params
  await labOf(labId)
  const run = (await listRuns(labId)).find(({ id }) => id === runId)
  if (!run) notFound()
  return <RunPage initial={run} steps={await listRunSteps(runId)} />
}
