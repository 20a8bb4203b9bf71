'use client'

import { ChevronDown } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { cn } from '#components/ui/cn.ts'
import { HostChip } from '#components/ui/host-chip.tsx'
import { Ring } from '#components/ui/ring.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import type { PartView, StepView } from '#lib/wizard/view.ts'
import { hasInside } from './opens-itself.ts'
import { stepStates } from './state-words.ts'
import { StepInside } from './step-inside.tsx'
import type { Lens } from './step-list.tsx'
import { StepTime } from './step-time.tsx'

export type StepRowProps = {
  lab: LabView
  part: PartView
  step: StepView
  lens: Lens
  isOpen: boolean
  /** The address names this Step: the page scrolls to it. */
  sought: boolean
  toggle: () => void
}

/** State, title, one sentence of what is so, hosts, time; opened: the plan, the log and finding, or the proof. */
export function StepRow({ lab, part, step, lens, isOpen, sought, toggle }: StepRowProps) {
  const insideId = useId()
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (sought) row.current?.scrollIntoView({ block: 'center' })
  }, [sought])

  const { ring, word } = stepStates[step.state]
  const canOpen = hasInside(step, lens)
  const hosts = <Hosts hosts={step.hosts} />
  return (
    <li ref={row} className="border-b border-line last:border-0">
      <div
        className={cn(
          'relative grid grid-cols-[22px_minmax(0,1fr)_auto] items-center gap-3 px-4 py-3 md:grid-cols-[22px_minmax(0,1fr)_auto_auto]',
          canOpen && 'hover:bg-sunk/60',
        )}
      >
        <Ring look={ring} word={word} />
        <div className="min-w-0">
          <h2 className="font-semibold">
            {canOpen ? (
              <button
                type="button"
                aria-expanded={isOpen}
                aria-controls={insideId}
                onClick={toggle}
                className="text-left font-semibold after:absolute after:inset-0"
              >
                {step.title}
              </button>
            ) : (
              step.title
            )}
          </h2>
          <p className={cn('text-muted [overflow-wrap:anywhere]', canOpen && !isOpen && 'line-clamp-2')}>
            {step.detail ?? step.purpose}
          </p>
        </div>
        <div className="max-md:hidden">{hosts}</div>
        <div className="flex md:min-w-[104px] items-center justify-end gap-1.5 text-right text-muted tabular-nums">
          <StepTime step={step} lens={lens} />
          <ChevronDown
            aria-hidden="true"
            className={cn(
              'size-4 shrink-0 text-faint motion-safe:transition-transform',
              isOpen && 'rotate-180',
              !canOpen && 'invisible',
            )}
          />
        </div>
      </div>
      <div id={insideId} hidden={!(isOpen && canOpen)}>
        {isOpen && canOpen && (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pb-4 md:pl-[50px]">
            <div className="md:hidden">{hosts}</div>
            <StepInside lab={lab} part={part} step={step} lens={lens} />
          </div>
        )}
      </div>
    </li>
  )
}

function Hosts({ hosts }: { hosts: readonly string[] }) {
  const shown = hosts.length > 4 ? hosts.slice(0, 3) : hosts
  return (
    <div className="flex flex-wrap justify-end gap-1.5 max-md:justify-start" title={hosts.join(', ')}>
      {shown.map((host) => (
        <HostChip key={host} host={host} />
      ))}
      {shown.length < hosts.length && <HostChip host={`and ${hosts.length - shown.length} more`} />}
    </div>
  )
}
