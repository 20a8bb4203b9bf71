'use client'

import { useSearchParams } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useHasDraft } from '#components/parts/form/draft-store.ts'
import { Bar } from '#components/ui/bar.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { IdentitiesTable } from './identities-table.tsx'
import { PartHeader } from './part-header.tsx'
import { type TabId, tabFor, tabsOf } from './part-tabs.ts'
import { StepList } from './step-list.tsx'
import { UndoPart } from './undo-part.tsx'
import { useLab } from './use-lab.tsx'

type PartPageProps = { partId: string; answers: ReactNode; picture: ReactNode; files: ReactNode }

/** One Part: what it asks, what it would do, what it does, what it has proven. */
export function PartPage({ partId, answers, picture, files }: PartPageProps) {
  const lab = useLab()
  const asked = useSearchParams()
  const hasDraft = useHasDraft(lab.id, partId)
  const [undoing, setUndoing] = useState(false)
  const index = lab.parts.findIndex(({ id }) => id === partId)
  const part = lab.parts[index]
  if (!part) return null

  const tabs = tabsOf(
    part,
    lab.identities.map((one) => ({ approved: one.approvedFingerprint === one.offeredFingerprint })),
    hasDraft,
  )
  const tab: TabId = tabs.find(({ id }) => id === asked.get('tab'))?.id ?? tabFor(part)
  const at = lab.activeRun?.at?.partId === part.id ? lab.activeRun.at : undefined
  return (
    <>
      <PartHeader lab={lab} part={part} number={index + 1} tab={tab} askUndo={() => setUndoing(true)} />
      {at && <Bar label={`Step ${at.position} of ${at.of}`} value={at.position - 0.5} max={at.of} />}
      {undoing && !lab.activeRun && <UndoPart labId={lab.id} part={part} close={() => setUndoing(false)} />}
      {tabs.length > 0 && (
        <Tabs
          label={`Part ${index + 1}`}
          current={tab}
          tabs={tabs.map(({ id, title, badge }) => ({
            id,
            title,
            href: `/labs/${lab.id}/${part.id}?tab=${id}`,
            badge: badge && <Tag tone={badge.tone}>{badge.text}</Tag>,
          }))}
        />
      )}
      {/* Kept when hidden, so that what was typed is still there when the reader comes back. */}
      {part.asks && <div hidden={tab !== 'answers'}>{answers}</div>}
      {tab === 'picture' && picture}
      {tab === 'identities' && <IdentitiesTable lab={lab} />}
      {tab === 'files' && files}
      {(tab === 'plan' || tab === 'run' || tab === 'evidence') && (
        <StepList lab={lab} part={part} lens={tab} open={asked.get('step')} />
      )}
    </>
  )
}
