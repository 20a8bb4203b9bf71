'use client'

import { FileText, ScrollText } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { stopwatch } from '#components/ui/moment-words.ts'
import { Ring } from '#components/ui/ring.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import type { PartView } from '#lib/wizard/view.ts'
import { partLook } from './state-words.ts'

/** The seven Parts as rings on a rope; on a phone the rope lies on its side. */
export function Rope({ lab }: { lab: LabView }) {
  const place = usePathname()
  const rope = useRef<HTMLOListElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is another ring to show
  useEffect(() => {
    const ring = rope.current?.querySelector<HTMLElement>('[aria-current]')
    if (ring && rope.current) rope.current.scrollLeft = ring.offsetLeft + (ring.parentElement?.offsetLeft ?? 0) - 80
  }, [place])
  return (
    <div className="border-line bg-panel max-md:border-b md:sticky md:top-[52px] md:h-[calc(100dvh-52px)] md:overflow-y-auto md:border-r md:px-3 md:py-4">
      <nav aria-label="Parts">
        <h2 className="px-2.5 pb-1 text-xs font-semibold text-muted max-md:sr-only">Parts</h2>
        <ol
          ref={rope}
          className="relative flex max-md:overflow-x-auto max-md:px-3 max-md:py-2 md:mt-1.5 md:mb-4 md:block md:before:absolute md:before:top-5 md:before:bottom-5 md:before:left-5 md:before:w-0.5 md:before:bg-line"
        >
          {lab.parts.map((part, index) => (
            <PartRing
              key={part.id}
              part={part}
              number={index + 1}
              href={`/labs/${lab.id}/${part.id}`}
              here={place === `/labs/${lab.id}/${part.id}`}
            />
          ))}
        </ol>
      </nav>
      <nav aria-label="Lab" className="max-md:flex max-md:gap-1 max-md:px-3 max-md:pb-2">
        <h2 className="px-2.5 pb-1 text-xs font-semibold text-muted max-md:hidden">Lab</h2>
        <a href={`/labs/${lab.id}/report`} target="_blank" rel="noreferrer" className={sideLink}>
          <FileText className="ml-0.5 size-4 text-muted" aria-hidden="true" />
          Report
        </a>
        <Link
          prefetch={false}
          href={`/labs/${lab.id}/runs`}
          aria-current={place.startsWith(`/labs/${lab.id}/runs`) ? 'page' : undefined}
          className={sideLink}
        >
          <ScrollText className="ml-0.5 size-4 text-muted" aria-hidden="true" />
          Runs
        </Link>
      </nav>
    </div>
  )
}

const sideLink =
  'flex items-center gap-3 rounded-lg px-2.5 py-1.5 font-medium hover:bg-sunk aria-[current]:bg-accent-soft max-md:text-sm'

function PartRing({ part, number, href, here }: { part: PartView; number: number; href: string; here: boolean }) {
  const { ring, word } = partLook(part)
  return (
    <li className="relative shrink-0 max-md:not-last:pr-5 max-md:not-last:after:absolute max-md:not-last:after:top-1/2 max-md:not-last:after:right-1 max-md:not-last:after:h-0.5 max-md:not-last:after:w-3 max-md:not-last:after:bg-line">
      <Link
        prefetch={false}
        href={href}
        aria-current={here ? 'step' : undefined}
        className="relative grid grid-cols-[24px_1fr_auto] items-center gap-2.5 rounded-lg px-2.5 py-2 leading-[1.3] hover:bg-sunk aria-[current]:bg-accent-soft max-md:grid-cols-[24px_auto] max-md:gap-2 max-md:py-1.5 max-md:whitespace-nowrap"
      >
        <Ring look={ring} word={word} className="size-6">
          {number}
        </Ring>
        <span className="min-w-0">
          <span className="block font-semibold">{part.title}</span>
          <span className="block truncate text-xs text-muted max-md:hidden">{part.fact || part.subtitle}</span>
        </span>
        {part.ms !== null && (
          <span className="text-xs text-muted tabular-nums max-md:hidden">{stopwatch(part.ms)}</span>
        )}
      </Link>
    </li>
  )
}
