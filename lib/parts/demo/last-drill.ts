import { z } from 'zod'
import type { Keep } from '#lib/wizard/step.ts'

const record = z.object({
  /** Of the configurations that ran on both nodes. */
  fingerprint: z.string(),
  at: z.string(),
  requests: z.number(),
  lost: z.number(),
  outageMs: z.number(),
  holderBefore: z.string(),
  holderAfter: z.string(),
  movedAfterMs: z.number().nullable(),
})

/** How the last drill of a kind went; one that was passed need not be repeated while nothing has changed. */
export type LastDrill = z.output<typeof record>

const nameOf = (drillId: string) => `demo/${drillId}`

export async function readLastDrill(keep: Keep, drillId: string): Promise<LastDrill | undefined> {
  const text = await keep.read(nameOf(drillId))
  if (text === undefined) return undefined
  const parsed = record.safeParse(jsonOf(text))
  return parsed.success ? parsed.data : undefined
}

export async function keepLastDrill(keep: Keep, drillId: string, last: LastDrill): Promise<void> {
  await keep.write(nameOf(drillId), JSON.stringify(last))
}

/** "8 of 312 requests were lost in 812 ms; lab-hap02 had the address 1204 ms after lab-hap01 was hit." */
export function inWords({ requests, lost, outageMs, holderBefore, holderAfter, movedAfterMs }: LastDrill): string {
  const felt =
    outageMs === 0
      ? `None of ${requests} requests was lost`
      : `${lost} of ${requests} requests were lost in ${outageMs} ms`
  const moved =
    movedAfterMs === null
      ? `the address did not move away from ${holderBefore}`
      : `${holderAfter} had the address ${movedAfterMs} ms after ${holderBefore} was hit`
  return `${felt}; ${moved}.`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
