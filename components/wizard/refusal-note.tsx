import { Note } from '#components/ui/note.tsx'
import type { Refusal } from './action-answer.ts'
import { FixLink } from './fix-link.tsx'

/** What was asked for and could not be done, and what to do about it. */
export function RefusalNote({ refusal, labId }: { refusal: Refusal; labId: string }) {
  return (
    <Note tone="bad" role="alert">
      <p>
        <b className="font-semibold">{refusal.message}</b> {refusal.remedy}
      </p>
      {refusal.fix && (
        <div>
          <FixLink fix={refusal.fix} labId={labId} />
        </div>
      )}
    </Note>
  )
}
