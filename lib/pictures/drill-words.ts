import type { DrillEvidence } from '#lib/wizard/step.ts'

/** The picture in sentences. */
export function describeDrill(evidence: DrillEvidence, endMs: number): string {
  const { requests, lost, outageMs, holderBefore, holderAfter, faultAtMs } = evidence
  if (requests.length === 0) return `${evidence.title}: no request was made.`
  const outage = lost === 0 ? 'none was lost' : `${lost} were lost, with an outage of ${outageMs} ms`
  const moved =
    holderBefore === holderAfter
      ? `${holderBefore} held the address throughout.`
      : `${holderBefore} held the address, then ${holderAfter}${afterWhat(evidence)}.`
  return `${evidence.title}: ${requests.length} requests in ${seconds(endMs)}, ${outage}. The fault was made at ${seconds(faultAtMs)}. ${moved}`
}

const afterWhat = ({ movedAfterMs }: DrillEvidence) => (movedAfterMs === null ? '' : ` after ${movedAfterMs} ms`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
