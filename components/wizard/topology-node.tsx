import type { Topology } from '#lib/pictures/topology.ts'

type Node = Topology['nodes'][number]

export const TopologyNode = ({ node }: { node: Node }) =>
  node.kind === 'address' ? <Address node={node} /> : <Host node={node} />

const Host = ({ node: { x, y, w, h, label, sub, state } }: { node: Node }) => (
  <g transform={`translate(${x} ${y})`}>
    <rect width={w} height={h} rx={9} className="fill-panel stroke-line-strong" />
    <StateMark state={state} />
    <text x={28} y={24} className="fill-ink text-[13px] font-semibold">
      {label}
    </text>
    <text x={28} y={41} className="fill-muted font-mono text-[11.5px]">
      {sub}
    </text>
  </g>
)

const Address = ({ node: { x, y, w, h, label, sub } }: { node: Node }) => (
  <g transform={`translate(${x} ${y})`} textAnchor="middle">
    <rect width={w} height={h} rx={h / 2} className="fill-accent-soft stroke-accent" />
    <text x={w / 2} y={23} className="fill-accent text-[13px] font-semibold">
      {label}
    </text>
    <text x={w / 2} y={40} className="fill-accent font-mono text-[11.5px]">
      {sub}
    </text>
  </g>
)

/** A circle answers, a square does not, an empty circle has not been asked. */
function StateMark({ state }: { state: Node['state'] }) {
  if (state === 'ok') return <circle cx={16} cy={20} r={4.5} className="fill-ok" />
  if (state === 'bad') return <rect x={12} y={16} width={8} height={8} rx={1.5} className="fill-bad" />
  return <circle cx={16} cy={20} r={4} fill="none" strokeWidth={1.5} className="stroke-edge" />
}
