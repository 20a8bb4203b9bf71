'use client'

import { useState } from 'react'
import { Panel } from '#components/ui/panel.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import type { PartView } from '#lib/wizard/view.ts'
import { lensWords } from './lens-words.ts'
import { opensItself } from './opens-itself.ts'
import { StepRow } from './step-row.tsx'

export type Lens = 'plan' | 'run' | 'evidence'

/** A Part is one list of Steps everywhere; the lens says what an opened row shows. */
export function StepList({ lab, part, lens, open }: { lab: LabView; part: PartView; lens: Lens; open: string | null }) {
  const words = lensWords(part, lens)
  const [toggled, setToggled] = useState<Record<string, boolean>>({})
  return (
    <Panel aria-label={`Steps of Part ${part.title}`}>
      {words && <p className="border-b border-line px-4 py-3 text-muted last:border-0">{words}</p>}
      <ol>
        {part.steps.map((step) => {
          const key = `${lens} ${step.id}`
          const isOpen = toggled[key] ?? (step.id === open || opensItself(step, lens))
          return (
            <StepRow
              key={step.id}
              lab={lab}
              part={part}
              step={step}
              lens={lens}
              sought={step.id === open}
              isOpen={isOpen}
              toggle={() => setToggled({ ...toggled, [key]: !isOpen })}
            />
          )
        })}
      </ol>
    </Panel>
  )
}
