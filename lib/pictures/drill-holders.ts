import type { DrillEvidence } from '#lib/wizard/step.ts'
import type { DrillPicture } from './drill.ts'
import { boldWidth } from './text-width.ts'

/** One bar per holder from its first moment to the next holder's; looks that found the same holder again are joined. */
export function spansOf(
  holders: DrillEvidence['holders'],
  endMs: number,
  xAt: (atMs: number) => number,
  y: number,
  h: number,
): DrillPicture['spans'] {
  const changes = holders.filter((holder, index) => holder.host !== holders[index - 1]?.host || index === 0)
  return changes.map(({ atMs, host }, index) => {
    const x = xAt(atMs)
    const w = xAt(changes[index + 1]?.atMs ?? endMs) - x
    return { x, y, w, h, host, label: fitting(labelsOf(host), w - 16) }
  })
}

const labelsOf = (host: string | null) => (host ? [`${host} holds the address`, host] : ['nobody, or both', 'nobody'])

const fitting = (labels: readonly string[], w: number) => labels.find((label) => boldWidth(label, 11.5) <= w) ?? ''
