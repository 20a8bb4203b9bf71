import type { DrillEvidence } from '#lib/wizard/step.ts'

/** What a look at one node found, ms from the beginning. */
export type Sighting = { atMs: number; host: string; holds: boolean }
type Requests = DrillEvidence['requests']

/** An answer that took so much longer than they usually did was waited for: a lost SYN is sent again after one second. */
const SLOWER_BY_MS = 500

export type Outage = { lost: number; outageMs: number }

/**
 * What users felt of a fault: how many requests were not answered, and from the first to the last of those that were not
 * or came late, counted by their starts, each standing for the time until the next.
 */
export function outageOf(requests: Requests, faultAtMs: number, requestsPerSecond: number): Outage {
  const usualMs = medianOf(requests.filter(({ atMs, ok }) => ok && atMs < faultAtMs).map(({ ms }) => ms))
  const touched = requests.filter(({ atMs, ms }) => atMs + ms >= faultAtMs)
  const felt = touched.filter(({ ok, ms }) => !ok || ms > usualMs + SLOWER_BY_MS)
  const [first, last] = [felt[0], felt.at(-1)]
  return {
    lost: touched.filter(({ ok }) => !ok).length,
    outageMs: first && last ? Math.round(last.atMs - first.atMs + 1000 / requestsPerSecond) : 0,
  }
}

/** Who held the address alone, from when; `null` while it was nobody or more than one. Begins at 0 with the first that is known. */
export function holdersOf(sightings: readonly Sighting[], hosts: readonly string[]): DrillEvidence['holders'] {
  const holds = new Map<string, boolean>()
  const holders: DrillEvidence['holders'] = []
  for (const { atMs, host, holds: does } of sightings) {
    holds.set(host, does)
    if (hosts.some((each) => !holds.has(each))) continue
    const holding = hosts.filter((each) => holds.get(each))
    const holder = holding.length === 1 ? (holding[0] ?? null) : null
    const last = holders.at(-1)
    if (last?.host !== holder || !last) holders.push({ atMs: last ? atMs : 0, host: holder })
  }
  return holders
}

/** When another node than before held the address alone, ms after the fault; null where it never came to that. */
export function movedAfter(holders: DrillEvidence['holders'], before: string, faultAtMs: number): number | null {
  const moved = holders.find(({ atMs, host }) => atMs >= faultAtMs && host !== null && host !== before)
  return moved ? Math.round(moved.atMs - faultAtMs) : null
}

/** Whether all is well again: another node holds the address, and nothing has failed for so long. */
export function isCalm(
  {
    requests,
    holders,
    before,
    faultAtMs,
  }: { requests: Requests; holders: DrillEvidence['holders']; before: string; faultAtMs: number },
  nowMs: number,
  forMs: number,
): boolean {
  const holder = holders.at(-1)
  if (!holder?.host || holder.host === before) return false
  const failures = requests.filter(({ ok }) => !ok).map(({ atMs, ms }) => atMs + ms)
  return nowMs - Math.max(faultAtMs, holder.atMs, ...failures) >= forMs
}

function medianOf(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
