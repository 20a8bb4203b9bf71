'use client'

import { Trash2 } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Bar } from '#components/ui/bar.tsx'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { cn } from '#components/ui/cn.ts'
import { Moment } from '#components/ui/moment.tsx'
import { Stopwatch } from '#components/ui/stopwatch.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { validityTone } from '#components/wizard/evidence/validity.ts'
import { outcomeOf } from '#components/wizard/state-words.ts'
import type { LabSummary } from '#lib/labs/lab-view.ts'

/** One lab: where it stands and the way on. `children` is a question about it, asked in a row of its own. */
export function LabRow({ lab, askDelete, children }: { lab: LabSummary; askDelete: () => void; children: ReactNode }) {
  const calls = callsForYou(lab)
  return (
    <>
      <tr>
        <th scope="row" className="font-normal">
          <Link prefetch={false} href={`/labs/${lab.id}`} className="font-bold hover:underline">
            {lab.name}
          </Link>
          <span className="block text-muted">{lab.mailName}</span>
          <div className="mt-1.5 grid gap-1.5 md:hidden">
            <Standing lab={lab} />
            <div className="flex flex-wrap gap-1.5">
              <KindTag lab={lab} />
              <LastRun lab={lab} />
            </div>
          </div>
        </th>
        <td className="max-md:hidden">
          <KindTag lab={lab} />
        </td>
        <td className="min-w-[220px] max-md:hidden">
          <Standing lab={lab} />
        </td>
        <td className="max-md:hidden">
          <LastRun lab={lab} />
        </td>
        <td className={cn('tabular-nums whitespace-nowrap max-md:hidden', days(lab))}>
          {lab.certificate ? `${lab.certificate.daysLeft} days` : '–'}
        </td>
        <td>
          <div className="flex items-center justify-end gap-1">
            <ButtonLink
              look={calls ? 'primary' : 'plain'}
              href={`/labs/${lab.id}`}
              aria-label={`${calls ? 'Resume' : 'Open'} ${lab.name}`}
            >
              {calls ? 'Resume' : 'Open'}
            </ButtonLink>
            <Button look="quiet" size="icon" onClick={askDelete} aria-label={`Delete ${lab.name}…`}>
              <Trash2 className="size-4" aria-hidden="true" />
            </Button>
          </div>
        </td>
      </tr>
      {children && (
        <tr>
          <td colSpan={6}>
            <div className="grid gap-2.5">{children}</div>
          </td>
        </tr>
      )}
    </>
  )
}

const KindTag = ({ lab: { kind } }: { lab: LabSummary }) => (
  <Tag tone={kind === 'rehearsal' ? 'accent' : 'plain'}>{kind === 'rehearsal' ? 'Rehearsal' : 'Real'}</Tag>
)

const Standing = ({ lab }: { lab: LabSummary }) => (
  <>
    <div className="flex items-center gap-2.5">
      <Bar
        label={`Parts of ${lab.name} that are done`}
        value={lab.done}
        max={lab.of}
        tone={barTone(lab)}
        className="flex-1"
      />
      <span className="text-muted tabular-nums">
        {lab.done} / {lab.of}
      </span>
    </div>
    <span className="text-muted">{lab.standing}</span>
  </>
)

function LastRun({ lab: { activeRun, lastRun } }: { lab: LabSummary }) {
  if (activeRun)
    return (
      <Tag tone="run">
        Running <Stopwatch since={activeRun.startedAt} />
      </Tag>
    )
  if (!lastRun) return <span className="text-muted">–</span>
  const { tone, word } = outcomeOf(lastRun)
  return (
    <Tag tone={tone}>
      {word} <Moment iso={lastRun.endedAt ?? lastRun.startedAt} />
    </Tag>
  )
}

const tones = { ok: '', warn: 'text-warn', bad: 'text-bad' }
const days = ({ certificate }: LabSummary) => (certificate ? tones[validityTone(certificate.daysLeft)] : 'text-muted')

/** Left half-way by a run, rather than by a person who went home after a Part that was done. */
const callsForYou = ({ state, lastRun }: LabSummary) =>
  state === 'attention' || (state === 'half-way' && lastRun !== null && lastRun.outcome !== 'done')

function barTone(lab: LabSummary) {
  if (lab.state === 'attention') return 'bad'
  if (lab.state === 'done') return 'ok'
  return callsForYou(lab) ? 'warn' : 'run'
}
