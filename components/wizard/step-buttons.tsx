'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { PartView, StepView } from '#lib/wizard/view.ts'
import { ConfirmRow } from './confirm-row.tsx'
import { type RunKind, useLabActions } from './lab-actions.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { where } from './run-words.ts'
import { useAct } from './use-act.ts'

/** What can be done with one Step alone. */
export function StepButtons({ labId, part, step }: { labId: string; part: PartView; step: StepView }) {
  const { startRun } = useLabActions()
  const { act, busy, refusal } = useAct()
  const [undoing, setUndoing] = useState(false)
  const router = useRouter()
  const run = (kind: RunKind) =>
    act(
      kind,
      () => startRun({ labId, kind, partId: part.id, stepId: step.id }),
      () => {
        setUndoing(false)
        router.replace(`/labs/${labId}/${part.id}?tab=run&step=${step.id}`)
      },
    )

  if (undoing)
    return (
      <>
        <ConfirmRow
          label={`Undo ${step.title}`}
          confirm={busy ? 'Starting…' : `Undo this Step ${where(step.hosts)}`}
          keep="Leave it as it is"
          busy={busy !== undefined}
          onConfirm={() => run('undo')}
          onKeep={() => setUndoing(false)}
        >
          <b className="font-semibold">Put back what was there before this Step?</b> Steps that build on it will no
          longer be so.
        </ConfirmRow>
        {refusal && <RefusalNote refusal={refusal} labId={labId} />}
      </>
    )
  return (
    <>
      <div className="-ml-2.5 flex flex-wrap gap-1">
        <Button size="small" look="quiet" disabled={busy !== undefined} onClick={() => run('look')}>
          {busy === 'look' ? 'Starting…' : 'Look at this Step only'}
        </Button>
        {step.state !== 'satisfied' && step.state !== 'changed' && (
          <Button size="small" look="quiet" disabled={busy !== undefined} onClick={() => run('apply')}>
            {busy === 'apply' ? 'Starting…' : 'Run this Step only'}
          </Button>
        )}
        {step.canUndo && (
          <Button size="small" look="quiet" onClick={() => setUndoing(true)}>
            Undo this Step…
          </Button>
        )}
      </div>
      {refusal && <RefusalNote refusal={refusal} labId={labId} />}
    </>
  )
}
