'use client'

import { TopologyPicture } from '#components/wizard/topology-picture.tsx'
import { useLab } from '#components/wizard/use-lab.tsx'
import type { Answers } from '#lib/parts/answers.ts'

/** The lab as it is answered, and as far as it has been looked at. */
export function LabPicture({ answers }: { answers: Answers }) {
  const { machines, holder } = useLab()
  const states = Object.fromEntries((machines ?? []).map(({ host, up }) => [host, up ? 'ok' : 'bad'] as const))
  return (
    <TopologyPicture
      {...answers.lab}
      holder={holder}
      states={machines?.some(({ up }) => up) ? states : {}}
      advertSeconds={answers['high-availability'].advertSeconds}
    />
  )
}
