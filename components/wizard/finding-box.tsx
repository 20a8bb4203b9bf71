'use client'

import { Note } from '#components/ui/note.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import type { PartView, StepView } from '#lib/wizard/view.ts'
import { untouched, waysOut } from './finding-words.ts'
import { FixLink } from './fix-link.tsx'

type FindingBoxProps = { lab: LabView; part: PartView; step: StepView; failure: NonNullable<StepView['failure']> }

/** What happened, what can be done about it, what has not happened. The cause is there for who wants it. */
export function FindingBox({ lab, part, step, failure }: FindingBoxProps) {
  const ways = waysOut(failure.remedy)
  const calm = untouched(step, part)
  return (
    <Note tone={step.state === 'blocked' ? 'warn' : 'bad'} role="group" aria-label={`Finding: ${step.title}`}>
      <p className="font-semibold [overflow-wrap:anywhere]">{failure.message}</p>
      {ways.length === 1 && <p>{ways[0]}</p>}
      {ways.length > 1 && (
        <ol className="list-decimal pl-5">
          {ways.map((way) => (
            <li key={way}>{way}</li>
          ))}
        </ol>
      )}
      {(failure.fix || calm) && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {failure.fix && <FixLink fix={failure.fix} labId={lab.id} />}
          {calm && <span className="text-muted">{calm}</span>}
        </div>
      )}
      {failure.cause && (
        <details>
          <summary className="w-fit text-sm text-muted hover:text-ink">What was seen underneath</summary>
          <pre className="mt-2 overflow-x-auto rounded-md bg-panel p-3 font-mono text-[12.5px] leading-[1.6] whitespace-pre-wrap [overflow-wrap:anywhere]">
            {failure.cause}
          </pre>
        </details>
      )}
    </Note>
  )
}
