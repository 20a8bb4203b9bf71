'use client'

import { useRouter } from 'next/navigation'
import type { PartView } from '#lib/wizard/view.ts'
import { ConfirmRow } from './confirm-row.tsx'
import { useLabActions } from './lab-actions.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { undoable, undoWords } from './run-words.ts'
import { useAct } from './use-act.ts'

export function UndoPart({ labId, part, close }: { labId: string; part: PartView; close: () => void }) {
  const { startRun } = useLabActions()
  const { act, busy, refusal } = useAct()
  const router = useRouter()
  const steps = undoable(part)
  const undo = () =>
    act(
      'undo',
      () => startRun({ labId, kind: 'undo', partId: part.id }),
      () => {
        close()
        router.replace(`/labs/${labId}/${part.id}?tab=run`)
      },
    )
  return (
    <>
      <ConfirmRow
        label="Undo this Part"
        confirm={busy ? 'Starting…' : undoWords(steps)}
        keep="Leave it as it is"
        busy={busy !== undefined}
        onConfirm={undo}
        onKeep={close}
      >
        <b className="font-semibold">Put back what was there before?</b>{' '}
        <span>
          Last first: {steps.map(({ title }) => title).join(' · ')}. Only what Fairlead changed is put back, to the
          values it kept before it first changed them.
        </span>
      </ConfirmRow>
      {refusal && <RefusalNote refusal={refusal} labId={labId} />}
    </>
  )
}
