'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Note } from '#components/ui/note.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import { useLabActions } from './lab-actions.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { useAct } from './use-act.ts'

/** Everything in one go. Asked for once more, in the flow of the page: it changes machines in all Parts. */
export function RunAll({ lab, close }: { lab: LabView; close: () => void }) {
  const { startRun } = useLabActions()
  const router = useRouter()
  const { act, busy, refusal } = useAct()
  const start = useRef<HTMLButtonElement>(null)
  useEffect(() => start.current?.focus(), [])

  const run = () =>
    act(
      'all',
      () => startRun({ labId: lab.id, kind: 'apply' }),
      () => {
        close()
        router.push(`/labs/${lab.id}`)
      },
    )
  const steps = lab.parts.flatMap((part) => part.steps).length
  return (
    <>
      <Note
        tone="accent"
        role="group"
        aria-label="Run all Parts"
        onKeyDown={(event) => event.key === 'Escape' && close()}
      >
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
          <p className="min-w-0 flex-1 basis-80">
            <b className="font-semibold">Run all Parts on {placesOf(lab)}?</b> Each of the {steps} Steps looks first,
            changes only what is not yet so, and proves it. The run stops at the first Step that fails or needs you.
          </p>
          <div className="flex flex-wrap gap-2.5">
            <Button onClick={close}>Not now</Button>
            <Button ref={start} look="primary" onClick={run} disabled={busy !== undefined}>
              {busy ? 'Starting…' : 'Run all Parts now'}
            </Button>
          </div>
        </div>
      </Note>
      {refusal && <RefusalNote refusal={refusal} labId={lab.id} />}
    </>
  )
}

const placesOf = ({ kind, hosts }: LabView) =>
  kind === 'rehearsal' ? 'the rehearsal machines of this host' : `${hosts.length} real hosts`
