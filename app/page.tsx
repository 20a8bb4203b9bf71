import type { Metadata } from 'next'
import { LabsPage } from '#components/labs/labs-page.tsx'
import { listLabs } from '#lib/labs/labs.ts'
import { rehearsalPossible } from '#lib/labs/rehearsal-possible.ts'
import { deleteLab } from './labs/actions.ts'

export const metadata: Metadata = { title: 'Labs' }

export default async function Page() {
  const [labs, rehearsal] = await Promise.all([listLabs(), rehearsalPossible()])
  return <LabsPage labs={labs} rehearsal={rehearsal} deleteLab={deleteLab} />
}
