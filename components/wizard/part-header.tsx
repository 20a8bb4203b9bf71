'use client'

import { useRouter } from 'next/navigation'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
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
        {partButtons(part, lab.parts[number], lab.activeRun !== null).map((button) =>
          button.does === 'go' ? (
            <ButtonLink key={button.label} look="primary" href={`/labs/${lab.id}/${button.partId}`}>
              {button.label}
            </ButtonLink>
          ) : (
            <Button
              key={button.label}
              look={lookOf(button)}
              disabled={busy !== undefined}
              onClick={() => press(button)}
            >
              {busy === button.label ? underWay(button) : button.label}
            </Button>
          ),
        )}
      </PageHead>
      {refusal && <RefusalNote refusal={refusal} labId={lab.id} />}
    </>
  )
}

function lookOf(button: PartButton) {
  if (button.does === 'stop') return 'danger'
  return button.does === 'run' && button.primary ? 'primary' : 'plain'
}

const underWay = (button: PartButton) => (button.does === 'stop' ? 'Stopping…' : 'Starting…')
