import type { Metadata } from 'next'
import { NewLabPage } from '#components/labs/new-lab-page.tsx'
import { rehearsalPossible } from '#lib/labs/rehearsal-possible.ts'
import { createLab } from '../actions.ts'

export const metadata: Metadata = { title: 'New lab' }

export default async function Page({ searchParams }: { searchParams: Promise<{ kind?: string }> }) {
  const [{ kind }, rehearsal] = await Promise.all([searchParams, rehearsalPossible()])
  return (
    <NewLabPage
      rehearsal={rehearsal}
      kind={kind === 'real' || !rehearsal.possible ? 'real' : 'rehearsal'}
      createLab={createLab}
    />
  )
}
