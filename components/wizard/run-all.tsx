'use client'

import { FastForward } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import { useLabActions } from './lab-actions.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { useAct } from './use-act.ts'

/** Everything in one go, asked for once more in a row under the bar: it changes machines in all Parts. */
export function RunAll({ lab }: { lab: LabView }) {
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button size="small" aria-expanded={asked} onClick={() => setAsked(!asked)}>
        <FastForward className="size-3.5" aria-hidden="true" />
        <span className="max-md:sr-only">Run all Parts…</span>
      </Button>
      {asked && <Confirm lab={lab} close={() => setAsked(false)} />}
    </>
  )
}

function Confirm({ lab, close }: { lab: LabView; close: () => void }) {
  const { startRun } = useLabActions()
  const router = useRouter()
  const { act, busy, refusal } = useAct()
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
    <section
      aria-label="Run all Parts"
      className="absolute inset-x-0 top-full border-b border-line bg-panel px-3.5 py-3 md:px-[18px]"
    >
      <div className="mx-auto grid max-w-[1300px] gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-96">
            <b className="font-semibold">Run all Parts on {places(lab)}?</b>{' '}
            <span className="text-muted">
              Each of the {steps} Steps looks first, changes only what is not yet so, and proves it. The run stops at
              the first Step that fails or needs you.
            </span>
          </p>
          <Button onClick={close}>Not now</Button>
          <Button look="primary" onClick={run} disabled={busy !== undefined}>
            {busy ? 'Starting…' : 'Run all Parts now'}
          </Button>
        </div>
        {refusal && <RefusalNote refusal={refusal} labId={lab.id} />}
      </div>
    </section>
  )
}

const places = (lab: LabView) =>
  lab.kind === 'rehearsal' ? 'the rehearsal machines of this host' : `${lab.hosts.length} real hosts`
