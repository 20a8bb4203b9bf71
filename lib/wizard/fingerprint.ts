import { createHash } from 'node:crypto'
import type { Part } from './step.ts'

/**
 * Of the answers a Part depends on: its own and those of every Part before it. Stored with each Step's row, so that a later
 * change of answers shows as "look again" in this Part and the following ones.
 */
export function fingerprintOf<Answers extends object>(
  parts: readonly Part<Answers>[],
  answers: Answers,
  partId: string,
): string {
  const upTo = parts.slice(0, parts.findIndex((part) => part.id === partId) + 1).map((part) => part.id)
  const relevant = Object.entries(answers).filter(([id]) => upTo.includes(id))
  return createHash('sha256')
    .update(canonical(Object.fromEntries(relevant)))
    .digest('hex')
    .slice(0, 16)
}

/** JSON with sorted keys: the same answers give the same text, whichever way they were entered. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    entry && typeof entry === 'object' && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)))
      : entry,
  )
}
