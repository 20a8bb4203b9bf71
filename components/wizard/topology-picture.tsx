'use client'

import { cn } from '#components/ui/cn.ts'
import { Panel, PanelBody } from '#components/ui/panel.tsx'
import { type TopologyInput, topology } from '#lib/pictures/topology.ts'
import { TopologyNode } from './topology-node.tsx'

const tones = {
  plain: 'stroke-line-strong [stroke-width:1.6]',
  ok: 'stroke-ok [stroke-width:2.4]',
  idle: 'stroke-edge [stroke-width:1.6]',
  bad: 'stroke-bad [stroke-width:1.8]',
  accent: 'stroke-accent [stroke-width:1.6]',
}

/** The lab as a picture: solid ways are in use, dashed ones stand by. */
export function TopologyPicture(input: TopologyInput) {
  const picture = topology(input)
  return (
    <Panel aria-label="Picture of the lab">
      <PanelBody>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable without a mouse (WCAG 2.1.1) */}
        <section tabIndex={0} aria-label="Picture, scrolls sideways" className="overflow-x-auto">
          <svg
            viewBox={`0 0 ${picture.width} ${picture.height}`}
            role="img"
            aria-label={picture.description}
            className="mx-auto block w-full max-w-[1010px] min-w-[760px]"
          >
            <g fill="none">
              {picture.edges.map((edge) => (
                <path
                  key={`${edge.from} ${edge.to}`}
                  d={edge.d}
                  className={cn(tones[edge.tone])}
                  {...(edge.dashed && { strokeDasharray: '4 5' })}
                />
              ))}
            </g>
            {picture.nodes.map((node) => (
              <TopologyNode key={node.id} node={node} />
            ))}
            {picture.notes.map(({ x, y, text }) => (
              <text key={text} x={x} y={y} className="fill-muted text-[11.5px]">
                {text}
              </text>
            ))}
          </svg>
        </section>
      </PanelBody>
    </Panel>
  )
}
