'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Note } from '#components/ui/note.tsx'

type ConfirmRowProps = {
  label: string
  children: ReactNode
  confirm: string
  keep: string
  busy: boolean
  onConfirm: () => void
  onKeep: () => void
}

/** Asks once more in the flow of the page. The safe way has the focus; Escape takes it. */
export function ConfirmRow({ label, children, confirm, keep, busy, onConfirm, onKeep }: ConfirmRowProps) {
  const safe = useRef<HTMLButtonElement>(null)
  useEffect(() => safe.current?.focus(), [])
  return (
    <Note tone="bad" role="group" aria-label={label} onKeyDown={(event) => event.key === 'Escape' && onKeep()}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
        <div className="min-w-0 flex-1 basis-80">{children}</div>
        <div className="flex flex-wrap gap-2.5">
          <Button ref={safe} onClick={onKeep}>
            {keep}
          </Button>
          <Button look="danger" disabled={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </div>
      </div>
    </Note>
  )
}
