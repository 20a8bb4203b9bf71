import { Tag } from '#components/ui/tag.tsx'
import type { DrillEvidence } from '#lib/wizard/step.ts'
import { DrillChart } from './drill-chart.tsx'
import { Figure } from './figure.tsx'

/** Figures first, picture second: what users would have felt. */
export function DrillCard({ drill }: { drill: DrillEvidence }) {
  const answered = drill.requests.filter(({ ok }) => ok)
  const slowest = Math.max(0, ...answered.map(({ ms }) => ms))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border border-line p-4">
      <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
        <Figure
          value={milliseconds(drill.outageMs)}
          said={`outage · promised at most ${milliseconds(drill.promisedMs)}`}
        />
        <Figure value={`${drill.lost} of ${drill.requests.length}`} said="requests lost" />
        {drill.movedAfterMs === null ? (
          <Figure value="stayed" said={`${drill.holderBefore} held the address throughout`} />
        ) : (
          <Figure
            value={`${(drill.movedAfterMs / 1000).toFixed(2)} s`}
            said={`until ${drill.holderAfter} held the address`}
          />
        )}
        <Figure value={milliseconds(slowest)} said="slowest answer that came" />
      </div>
      <DrillChart drill={drill} />
      <p className="text-sm text-muted [overflow-wrap:anywhere]">Asked: {drill.url}</p>
    </div>
  )
}

export function DrillVerdict({ drill }: { drill: DrillEvidence }) {
  const passed = drill.outageMs <= drill.promisedMs
  return <Tag tone={passed ? 'ok' : 'bad'}>{passed ? 'Passed' : 'Longer than promised'}</Tag>
}

const milliseconds = (ms: number) => `${Math.round(ms).toLocaleString('en')} ms`
