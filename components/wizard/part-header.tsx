'use client'

import { useRouter } from 'next/navigation'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { buttonLook } from '#components/ui/button-look.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import type { PartView } from '#lib/wizard/view.ts'
import { asCommands } from './as-commands.ts'
import { useLabActions } from './lab-actions.tsx'
import { PageHead } from './page-head.tsx'
import { type PartButton, partButtons } from './part-buttons.ts'
import { partSentence } from './part-sentence.ts'
import type { TabId } from './part-tabs.ts'
import { RefusalNote } from './refusal-note.tsx'
import { useAct } from './use-act.ts'

type PartHeaderProps = { lab: LabView; part: PartView; number: number; tab: TabId; askUndo: () => void }

export function PartHeader({ lab, part, number, tab, askUndo }: PartHeaderProps) {
  const { startRun, stopRun } = useLabActions()
  const { act, busy, refusal } = useAct()
  const router = useRouter()
  const changes = part.steps.flatMap((step) => step.changes)
  const elsewhere = lab.activeRun?.at?.partId === part.id ? undefined : lab.activeRun?.at

  const press = (button: PartButton) => {
    if (button.does === 'stop') act(button.label, () => stopRun(lab.id))
    if (button.does === 'ask-undo') askUndo()
    if (button.does === 'run')
      act(
        button.label,
        () => startRun({ labId: lab.id, kind: button.kind, partId: part.id }),
        // Without a tab in its address the page follows the run by itself.
        () => router.replace(`/labs/${lab.id}/${part.id}`),
      )
  }
  return (
    <>
      <PageHead title={`Part ${number} · ${part.title}`} sentence={partSentence(part, lab)}>
        {tab === 'plan' && changes.length > 0 && !lab.activeRun && (
          <CopyButton text={() => asCommands(changes)} look="quiet" size="normal">
            Copy as commands
          </CopyButton>
        )}
        {elsewhere && <ButtonLink href={`/labs/${lab.id}/${elsewhere.partId}`}>Follow the run</ButtonLink>}
        {partButtons(part, lab.parts[number], lab.activeRun !== null).map((button) => (
          <OneButton key={button.label} labId={lab.id} button={button} busy={busy} press={press} />
        ))}
      </PageHead>
      {refusal && <RefusalNote refusal={refusal} labId={lab.id} />}
    </>
  )
}

type OneButtonProps = {
  labId: string
  button: PartButton
  busy: string | undefined
  press: (button: PartButton) => void
}

function OneButton({ labId, button, busy, press }: OneButtonProps) {
  if (button.does === 'go')
    return (
      <ButtonLink look="primary" href={`/labs/${labId}/${button.partId}`}>
        {button.label}
      </ButtonLink>
    )
  if (button.does === 'open-report')
    return (
      <a href={`/labs/${labId}/report`} target="_blank" rel="noreferrer" className={buttonLook({ look: 'primary' })}>
        {button.label}
      </a>
    )
  return (
    <Button look={lookOf(button)} disabled={busy !== undefined} onClick={() => press(button)}>
      {busy === button.label ? underWay(button) : button.label}
    </Button>
  )
}

function lookOf(button: PartButton) {
  if (button.does === 'stop') return 'danger'
  return button.does === 'run' && button.primary ? 'primary' : 'plain'
}

const underWay = (button: PartButton) => (button.does === 'stop' ? 'Stopping…' : 'Starting…')
