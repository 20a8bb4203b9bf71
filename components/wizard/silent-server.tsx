'use client'

import { exact } from '#components/ui/moment-words.ts'
import { Note } from '#components/ui/note.tsx'
import { useLabContact } from './use-lab.tsx'

/** A page that no longer hears from the server must not look as if it did. */
export function SilentServer() {
  const { silentSince } = useLabContact()
  if (silentSince === undefined) return null
  return (
    <Note tone="warn" role="status">
      <p>
        <b className="font-semibold">Fairlead has not answered since {exact(new Date(silentSince).toISOString())}.</b>{' '}
        What you see is from then. This page goes on asking; a run goes on without it as long as Fairlead itself runs.
      </p>
    </Note>
  )
}
