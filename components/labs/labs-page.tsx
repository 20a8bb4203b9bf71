'use client'

import { useQuery } from '@tanstack/react-query'
import { ButtonLink } from '#components/ui/button-link.tsx'
import type { ActionAnswer } from '#components/wizard/action-answer.ts'
import { PageHead } from '#components/wizard/page-head.tsx'
import { readJson } from '#components/wizard/read-json.ts'
import { TopBar } from '#components/wizard/top-bar.tsx'
import type { LabSummary } from '#lib/labs/lab-view.ts'
import { LabsTable } from './labs-table.tsx'
import { type RehearsalPossible, StartCards } from './start-cards.tsx'

type LabsPageProps = {
  labs: LabSummary[]
  rehearsal: RehearsalPossible
  deleteLab: (labId: string) => Promise<ActionAnswer>
}

export function LabsPage({ labs: initial, rehearsal, deleteLab }: LabsPageProps) {
  const { data: labs } = useQuery({
    queryKey: ['labs'],
    queryFn: ({ signal }) => readJson<LabSummary[]>('/api/labs', signal),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.some(({ activeRun }) => activeRun) ? 2000 : 15_000),
  })
  return (
    <>
      <TopBar crumbs={[{ text: 'Labs', strong: true }]} />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid max-w-[1108px] grid-cols-[minmax(0,1fr)] gap-5 px-3.5 pt-[26px] pb-16 outline-none"
      >
        <PageHead title="Labs" sentence="Each lab is one deployment: Exchange client access behind two HAProxy nodes.">
          {labs.length > 0 && (
            <ButtonLink look="primary" href="/labs/new">
              New lab
            </ButtonLink>
          )}
        </PageHead>
        {labs.length > 0 && <LabsTable labs={labs} deleteLab={deleteLab} />}
        <StartCards rehearsal={rehearsal} first={labs.length === 0} />
      </main>
    </>
  )
}
