'use client'

import { Check } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Moment } from '#components/ui/moment.tsx'

type SaveBarProps = { isChanged: boolean; busy: boolean; savedAt: string | undefined; discard: () => void }

/** Stays in view while something is not saved yet. */
export function SaveBar({ isChanged, busy, savedAt, discard }: SaveBarProps) {
  return (
    <div
      className={cn(
        'flex flex-wrap items-center gap-2.5 rounded-[10px] border px-4 py-3',
        isChanged ? 'sticky bottom-3 z-10 border-warn/35 bg-warn-soft' : 'border-line bg-panel',
      )}
    >
      <p role="status" className={cn('min-w-0 flex-1 basis-60', isChanged ? 'font-medium' : 'text-muted')}>
        {isChanged ? (
          'Not saved yet. What you typed is kept in this browser tab.'
        ) : savedAt ? (
          <span className="inline-flex items-center gap-1.5">
            <Check className="size-4 text-ok" aria-hidden="true" />
            <span>
              Saved <Moment iso={savedAt} />. Nothing is done to any host before you press Run.
            </span>
          </span>
        ) : (
          'Everything is saved. Nothing is done to any host before you press Run.'
        )}
      </p>
      {isChanged && (
        <Button look="plain" disabled={busy} onClick={discard}>
          Discard changes
        </Button>
      )}
      <Button type="submit" look={isChanged ? 'primary' : 'plain'} disabled={busy}>
        {busy ? 'Saving…' : 'Save answers'}
      </Button>
    </div>
  )
}
