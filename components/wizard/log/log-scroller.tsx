'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { cn } from '#components/ui/cn.ts'
import type { LogRow } from './log-rows.ts'

/** Where to go once the rows are there: an end of the log, or the row of that key. */
export type LogTarget = 'start' | 'end' | { key: string }

type LogScrollerProps = {
  label: string
  rows: readonly LogRow[]
  /** Stands where there is no row. */
  empty: string
  tall: boolean
  target: LogTarget | undefined
  reached: () => void
  /** Called with whether the reader is at the end, whenever that changes. */
  onAtEnd: (atEnd: boolean) => void
  nearStart: () => void
  nearEnd: () => void
  children: (row: LogRow) => ReactNode
}

const near = 40

/** Draws only the rows in view. At the end it follows what comes; anywhere else what is read stays where it is. */
export function LogScroller({
  label,
  rows,
  empty,
  tall,
  target,
  reached,
  onAtEnd,
  nearStart,
  nearEnd,
  children,
}: LogScrollerProps) {
  const frame = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: () => 21,
    overscan: 15,
    paddingStart: 8,
    paddingEnd: 8,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 24,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index
  const last = items.at(-1)?.index
  const atEnd = rows.length === 0 || virtual.isAtEnd()

  const tellAtEnd = useEffectEvent(onAtEnd)
  useEffect(() => tellAtEnd(atEnd), [atEnd])

  const tellNear = useEffectEvent(() => {
    if (target || first === undefined || last === undefined) return
    if (first < near) nearStart()
    if (last > rows.length - near) nearEnd()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever the rows in view or at the ends change
  useEffect(() => tellNear(), [first, last, rows.length, rows[0]?.key, rows.at(-1)?.key])

  const go = useEffectEvent(() => {
    if (!target || rows.length === 0) return
    if (target === 'start') virtual.scrollToIndex(0)
    else if (target === 'end') virtual.scrollToEnd()
    else {
      const index = rows.findIndex(({ key }) => key === target.key)
      if (index < 0) return
      virtual.scrollToIndex(index, { align: 'center' })
    }
    reached()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the target may arrive before the rows that it needs
  useEffect(() => go(), [target, rows])

  return (
    <section
      ref={frame}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable without a mouse (WCAG 2.1.1)
      tabIndex={0}
      className={cn(
        'overflow-x-hidden overflow-y-auto overscroll-contain rounded-lg border border-line bg-sunk font-mono text-[12.5px] leading-[21px]',
        tall ? 'h-[calc(100dvh-17rem)] min-h-80' : 'max-h-80',
      )}
    >
      {rows.length === 0 && <p className="px-3.5 pt-2 text-muted">{empty}</p>}
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map((item) => {
            const row = rows[item.index]
            return (
              <div key={item.key} data-index={item.index} ref={virtual.measureElement}>
                {row && children(row)}
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
}
