import type { PartView } from '#lib/wizard/view.ts'

export type TabId = 'answers' | 'picture' | 'identities' | 'files' | 'plan' | 'run' | 'evidence'
export type Tab = { id: TabId; title: string; badge?: { text: string; tone: 'accent' | 'ok' | 'warn' | 'bad' | 'run' } }

/** What a Part can show. The last three are one list of Steps, opened at what would be, what happens and what is proven. */
export function tabsOf(part: PartView, identities: readonly { approved: boolean }[], hasDraft = false): Tab[] {
  const approved = identities.filter((identity) => identity.approved).length
  const all = identities.length > 0 && approved === identities.length
  const proofs = part.steps.reduce((sum, step) => sum + step.evidence.length, 0)
  return [
    ...(part.asks ? [{ id: 'answers', title: 'Answers', ...(hasDraft && { badge: notSaved }) } as const] : []),
    ...(part.id === 'lab'
      ? [
          { id: 'picture', title: 'Picture' } as const,
          {
            id: 'identities',
            title: 'Identities',
            ...(identities.length > 0 && {
              badge: { text: `${approved} of ${identities.length}`, tone: all ? 'ok' : 'warn' } as const,
            }),
          } as const,
        ]
      : []),
    { id: 'plan', title: 'Plan', ...planBadge(part) },
    { id: 'run', title: 'Run', ...runBadge(part) },
    {
      id: 'evidence',
      title: 'Evidence',
      ...(proofs > 0 && { badge: { text: String(proofs), tone: 'accent' } as const }),
    },
    ...(part.id === 'nodes' ? [{ id: 'files', title: 'Install files' } as const] : []),
  ]
}

/** Where a Part opens when the address names no tab: it follows the story. */
export function tabFor(part: PartView): TabId {
  if (part.state === 'planned') return 'plan'
  if (part.state === 'done' && part.id === 'demo') return 'evidence'
  if (part.state === 'untouched' || part.state === 'look-again') return part.asks ? 'answers' : 'plan'
  return 'run'
}

const notSaved = { text: 'not saved', tone: 'warn' } as const

function planBadge({ state, changes }: PartView): Pick<Tab, 'badge'> {
  if (state !== 'planned' || changes === 0) return {}
  return { badge: { text: changes === 1 ? '1 change' : `${changes} changes`, tone: 'accent' } }
}

function runBadge({ state, steps }: PartView): Pick<Tab, 'badge'> {
  if (state === 'running') return { badge: { text: 'Running', tone: 'run' } }
  const needing = steps.filter((step) => ['failed', 'blocked', 'timedOut'].includes(step.state))
  if (needing.length === 0) return {}
  const tone = needing.every((step) => step.state === 'blocked') ? 'warn' : 'bad'
  return { badge: { text: needing.length === 1 ? '1 needs you' : `${needing.length} need you`, tone } }
}
