import type { PartView } from '#lib/wizard/view.ts'
import type { RunKind } from './lab-actions.tsx'
import { changesWhere, undoable } from './run-words.ts'

export type PartButton =
  | { does: 'run'; label: string; kind: RunKind; primary: boolean }
  | { does: 'stop'; label: 'Stop' }
  | { does: 'ask-undo'; label: 'Undo this Part…' }
  | { does: 'go'; label: string; partId: string }
  | { does: 'open-report'; label: 'Open the report' }

/**
 * What can be done with a Part now, the likeliest last. A button says what it does and where; nothing else runs while a run
 * is on, so then there is only the way to stop it.
 */
export function partButtons(part: PartView, next: PartView | undefined, running: boolean): PartButton[] {
  if (running) return [{ does: 'stop', label: 'Stop' }]
  const onward: PartButton[] = next
    ? [{ does: 'go', label: `Go on to ${next.title}`, partId: next.id }]
    : [{ does: 'open-report', label: 'Open the report' }]
  const undo: PartButton[] = undoable(part).length > 0 ? [{ does: 'ask-undo', label: 'Undo this Part…' }] : []
  const look = (label: string, primary = false): PartButton => ({ does: 'run', label, kind: 'look', primary })
  const apply = (label: string): PartButton => ({ does: 'run', label, kind: 'apply', primary: true })

  switch (part.state) {
    case 'untouched':
    case 'look-again':
      return [...undo, look('Look: what would change?', true)]
    case 'planned':
      return [...undo, look('Look again'), apply(`Run ${changesWhere(part)}`)]
    case 'attention':
    case 'half-way':
      return [...undo, look('Only look again'), apply('Look again and go on')]
    case 'done':
      return [...undo, look('Look again'), ...onward]
    case 'running':
      return []
  }
}
