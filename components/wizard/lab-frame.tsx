'use client'

import { FastForward } from 'lucide-react'
import { useParams } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import { type LabActions, LabActionsProvider } from './lab-actions.tsx'
import { Rope } from './rope.tsx'
import { RunAll } from './run-all.tsx'
import { RunningTag } from './running-tag.tsx'
import { SilentServer } from './silent-server.tsx'
import { TopBar } from './top-bar.tsx'
import { LabProvider, useLab } from './use-lab.tsx'

type LabFrameProps = { lab: LabView; actions: LabActions; children: ReactNode }

/** One frame for everything in a lab: top bar, rope, and one column for the page. */
export function LabFrame({ lab, actions, children }: LabFrameProps) {
  return (
    <LabActionsProvider actions={actions}>
      <LabProvider initial={lab}>
        <Frame>{children}</Frame>
      </LabProvider>
    </LabActionsProvider>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const lab = useLab()
  const [asksForAll, setAsksForAll] = useState(false)
  const { partId } = useParams<{ partId?: string }>()
  const index = lab.parts.findIndex(({ id }) => id === partId)
  const part = lab.parts[index]
  return (
    <>
      <TopBar
        report={`/labs/${lab.id}/report`}
        crumbs={[
          { text: 'Labs', href: '/', wideOnly: true },
          { text: lab.name, strong: true },
          ...(part ? [{ text: `${index + 1} ${part.title}`, wideOnly: true }] : []),
        ]}
      >
        {lab.activeRun ? (
          <RunningTag lab={lab} />
        ) : (
          <Button size="small" aria-expanded={asksForAll} onClick={() => setAsksForAll(!asksForAll)}>
            <FastForward className="size-3.5" aria-hidden="true" />
            <span className="max-md:sr-only">Run all Parts…</span>
          </Button>
        )}
        <Tag tone={lab.kind === 'rehearsal' ? 'accent' : 'plain'}>
          {lab.kind === 'rehearsal' ? 'Rehearsal' : 'Real'}
        </Tag>
      </TopBar>
      <div className="md:grid md:grid-cols-[268px_minmax(0,1fr)]">
        <Rope lab={lab} />
        <main id="main" tabIndex={-1} className="min-w-0 px-3.5 pt-[18px] pb-16 outline-none md:px-8 md:pt-[26px]">
          <div className="mx-auto grid max-w-[1080px] grid-cols-[minmax(0,1fr)] gap-5">
            <SilentServer />
            {asksForAll && !lab.activeRun && <RunAll lab={lab} close={() => setAsksForAll(false)} />}
            {children}
          </div>
        </main>
      </div>
    </>
  )
}
