'use client'

import { useId } from 'react'
import { cn } from '#components/ui/cn.ts'
import { useWidth } from '#components/ui/use-width.ts'
import { type DrillPicture, drill as picture } from '#lib/pictures/drill.ts'
import type { DrillEvidence } from '#lib/wizard/step.ts'

/** Each request as a dot, lost ones as bars, and who held the address underneath. */
export function DrillChart({ drill }: { drill: DrillEvidence }) {
  const [frame, width] = useWidth<HTMLDivElement>(1000)
  const { plot, ...drawn } = picture(drill, Math.max(320, width), 250)
  const hatch = useId()
  return (
    <div ref={frame} className="min-h-[250px]">
      <svg
        viewBox={`0 0 ${drawn.width} ${drawn.height}`}
        width="100%"
        role="img"
        aria-label={drawn.description}
        className="block fill-muted text-[11.5px]"
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className="fill-bad-soft" />
            <rect width="2" height="6" className="fill-bad" />
          </pattern>
        </defs>
        <text x={drawn.caption.x} y={drawn.caption.y}>
          {drawn.caption.text}
        </text>
        {drawn.msTicks.map(({ x, y, text }) => (
          <g key={text}>
            <line x1={plot.x} x2={plot.x + plot.w} y1={y} y2={y} className="stroke-line" />
            <text x={x} y={y + 4} textAnchor="end">
              {text}
            </text>
          </g>
        ))}
        <Marks drawn={drawn} />
        <g className="stroke-ink">
          <line x1={drawn.fault.x} x2={drawn.fault.x} y1={drawn.fault.y1} y2={drawn.fault.y2} strokeDasharray="3 3" />
        </g>
        <text
          x={drawn.fault.x + (drawn.fault.anchor === 'start' ? 4 : -4)}
          y={drawn.fault.y1 + 2}
          textAnchor={drawn.fault.anchor}
          className="fill-ink font-semibold"
        >
          {drawn.fault.text}
        </text>
        <Holders spans={drawn.spans} hatch={`url(#${hatch})`} />
        {drawn.timeTicks.map(({ x, y, text }) => (
          <text key={text} x={x} y={y} textAnchor="middle">
            {text}
          </text>
        ))}
      </svg>
    </div>
  )
}

function Marks({ drawn }: { drawn: Pick<DrillPicture, 'bars' | 'dots'> }) {
  return (
    <>
      {drawn.bars.map(({ x, y, w, h }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: marks of one measurement, which never changes
        <rect key={index} x={x} y={y} width={w} height={h} className="fill-bad" opacity={0.75} />
      ))}
      {drawn.dots.map(({ x, y, slow }, index) =>
        slow ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: marks of one measurement, which never changes
          <path key={index} d={`M${x - 4} ${y + 7}L${x} ${y}L${x + 4} ${y + 7}Z`} className="fill-warn" />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: marks of one measurement, which never changes
          <circle key={index} cx={x} cy={y} r={2.4} className="fill-accent" opacity={0.85} />
        ),
      )}
    </>
  )
}

/** The first holder in one colour, any other in the second; nobody, or both at once, is hatched. */
function Holders({ spans, hatch }: { spans: DrillPicture['spans']; hatch: string }) {
  const first = spans.find(({ host }) => host !== null)?.host
  return spans.map(({ x, y, w, h, host, label }) => (
    <g key={`${host} ${x}`}>
      <rect
        x={x}
        y={y}
        width={Math.max(w - 1, 1)}
        height={h}
        rx={4}
        {...(host === null && { fill: hatch })}
        className={cn(host !== null && (host === first ? 'fill-accent' : 'fill-run'))}
      />
      <text x={x + 8} y={y + 12} className={host === null ? 'fill-ink' : 'fill-accent-ink'}>
        {label}
      </text>
    </g>
  ))
}
