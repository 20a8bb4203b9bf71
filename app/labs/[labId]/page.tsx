import { redirect } from 'next/navigation'
import { labOf } from './load.ts'

/** A lab opens at the Part that wants to be looked at, or where its run is. */
export default async function Page({ params }: { params: Promise<{ labId: string }> }) {
  const lab = await labOf((await params).labId)
  redirect(`/labs/${lab.id}/${lab.activeRun?.at?.partId ?? lab.currentPartId}`)
}
