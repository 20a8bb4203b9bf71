'use client'

import { Check } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Moment } from '#components/ui/moment.tsx'

type SaveBarProps = {
  state: 'saved' | 'changed' | 'defaults'
  busy: boolean
  savedAt: string | undefined
  discard: () => void
}

/** Stays in view while something is not saved yet. */
export function SaveBar({ state, busy, savedAt, discard }: SaveBarProps) {
  const isSaved = state === 'saved'
  return (
    <div
      className={cn(
        'flex flex-wrap items-center gap-2.5 rounded-[10px] border px-4 py-3',
        isSaved ? 'border-line bg-panel' : 'sticky bottom-3 z-10 border-warn/35 bg-warn-soft',
      )}
    >
      <p role="status" className={cn('min-w-0 flex-1 basis-60', isSaved ? 'text-muted' : 'font-medium')}>
        {state === 'changed' && 'Not saved yet. What you typed is kept in this browser tab.'}
        {state === 'defaults' && 'Not saved yet: these are suggestions. Change what is different with you, then save.'}
        {isSaved && <Saved at={savedAt} />}
      </p>
      {state === 'changed' && (
        <Button disabled={busy} onClick={discard}>
          Discard changes
        </Button>
      )}
      <Button type="submit" look={isSaved ? 'plain' : 'primary'} disabled={busy}>
        {busy ? 'Saving…' : 'Save answers'}
      </Button>
    </div>
  )
}

const Saved = ({ at }: { at: string | undefined }) => (
  <span className="inline-flex items-center gap-1.5">
    {at && <Check className="size-4 shrink-0 text-ok" aria-hidden="true" />}
    <span>
      {at ? (
        <>
          Saved <Moment iso={at} />.
        </>
      ) : (
        'Everything is saved.'
      )}{' '}
      Nothing is done to any host before you press Run.
    </span>
  </span>
)
