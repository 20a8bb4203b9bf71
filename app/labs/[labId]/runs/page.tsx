import type { Metadata } from 'next'
import { RunsPage } from '#components/wizard/runs-page.tsx'
import { listRuns } from '#lib/labs/runs.ts'
import { labOf } from '../load.ts'

type Place = { params: Promise<{ labId: string }> }

export async function generateMetadata({ params }: Place): Promise<Metadata> {
  return { title: `Runs · ${(await labOf((await params).labId)).name}` }
}

export default async function Page({ params }: Place) {
  const { labId } = await params
  await labOf(labId)
  return <RunsPage initial={await listRuns(labId)} />
}
