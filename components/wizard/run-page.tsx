'use client'

import { useMemo } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Moment } from '#components/ui/moment.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { RunStep } from '#lib/labs/run-steps.ts'
import type { RunView } from '#lib/wizard/view.ts'
import { useLabActions } from './lab-actions.tsx'
import { LogView, type StepHeads } from './log/log-view.tsx'
import { PageHead } from './page-head.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { runTitle } from './run-title.ts'
import { Took } from './runs-page.tsx'
import { outcomeOf } from './state-words.ts'
import { useAct } from './use-act.ts'
import { useLab } from './use-lab.tsx'
import { useRuns } from './use-runs.ts'

/** One run from its first line to its last. */
export function RunPage({ initial, steps }: { initial: RunView; steps: readonly RunStep[] }) {
  const lab = useLab()
  const { stopRun } = useLabActions()
  const { act, busy, refusal } = useAct()
  const run = useRuns(lab, [initial]).find(({ id }) => id === initial.id) ?? initial
  const title = runTitle(run, lab.parts)
  const { tone, word } = outcomeOf(run)
  const heads = useMemo<StepHeads>(() => {
    // Steps that began after this page was made are known from the lab, which is kept fresh.
    const begun = lab.parts.flatMap((part) =>
      part.steps.map((step) => ({ stepRunId: step.stepRunId ?? -1, title: step.title, part: part.title })),
    )
    return new Map([...begun, ...steps].map((step) => [step.stepRunId, step]))
  }, [steps, lab.parts])
  return (
    <>
      <PageHead
        title={title}
        sentence={
          <span className="inline-flex flex-wrap items-center gap-x-2">
            <Tag tone={tone}>{word}</Tag>
            <span>
              Started <Moment iso={run.startedAt} as="clock" />, {run.endedAt ? 'took' : 'so far'} <Took run={run} />
            </span>
          </span>
        }
      >
        {!run.endedAt && (
          <Button look="danger" disabled={busy !== undefined} onClick={() => act('stop', () => stopRun(lab.id))}>
            {busy ? 'Stopping…' : 'Stop'}
          </Button>
        )}
      </PageHead>
      {refusal && <RefusalNote refusal={refusal} labId={lab.id} />}
      <LogView labId={lab.id} runId={run.id} live={!run.endedAt} title={title} heads={heads} />
    </>
  )
}
