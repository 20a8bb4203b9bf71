'use client'

import Link from 'next/link'
import { Stopwatch } from '#components/ui/stopwatch.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'

/** What is running, how far it is and how long it has taken; leads to the Part it is at. */
export function RunningTag({ lab }: { lab: LabView }) {
  const run = lab.activeRun
  if (!run) return null
  const at = run.at
  return (
    <Link
      prefetch={false}
      href={`/labs/${lab.id}/${at?.partId ?? run.partId ?? lab.currentPartId}`}
      className="rounded-full"
    >
      <Tag tone="run" className="inline-flex items-center gap-1">
        <span aria-hidden="true" className="mr-0.5 size-1.5 rounded-full bg-run" />
        Running
        {at && <span className="max-md:hidden">{`· step ${at.position} of ${at.of}`}</span>}
        <span>
          · <Stopwatch since={run.startedAt} />
        </span>
      </Tag>
    </Link>
  )
}
