import type { TopologyInput } from './topology.ts'
import type { PictureNode } from './topology-columns.ts'

export type Edge = {
  from: string
  to: string
  /** SVG path data, absolute. */
  d: string
  dashed: boolean
  /** plain: always there · ok: in use · idle: standing by · bad: its end does not answer · accent: VRRP. */
  tone: 'plain' | 'ok' | 'idle' | 'bad' | 'accent'
}

/** Every way a request can take, standing-by ones first so that the ones in use are drawn over them. */
export function edgesOf(nodes: readonly PictureNode[], { holder }: TopologyInput): Edge[] {
  const of = (role: PictureNode['role']) => nodes.filter((node) => node.role === role)
  const nodesAtFront = of('load-balancer')
  const edges: Edge[] = []
  for (const address of of('virtual-address')) {
    for (const client of of('workstation')) edges.push(edge(client, address, 'plain'))
    for (const balancer of nodesAtFront) {
      const tone = balancer.id === holder ? 'ok' : 'idle'
      edges.push(edge(address, balancer, balancer.state === 'bad' ? 'bad' : tone))
      for (const server of of('exchange')) edges.push(edge(balancer, server, server.state === 'bad' ? 'bad' : tone))
    }
  }
  const [upper, lower] = nodesAtFront
  if (upper && lower) edges.push(vrrp(upper, lower))
  return edges.sort((a, b) => Number(b.dashed) - Number(a.dashed))
}

function edge(from: PictureNode, to: PictureNode, tone: Edge['tone']): Edge {
  const x1 = from.x + from.w
  const y1 = from.y + from.h / 2
  const x2 = to.x
  const y2 = to.y + to.h / 2
  const bend = (x2 - x1) / 2
  const d = y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  return { from: from.id, to: to.id, d, dashed: tone === 'idle' || tone === 'bad', tone }
}

function vrrp(upper: PictureNode, lower: PictureNode): Edge {
  const x = upper.x + upper.w / 2
  return {
    from: upper.id,
    to: lower.id,
    d: `M${x} ${upper.y + upper.h}V${lower.y}`,
    dashed: false,
    tone: 'accent',
  }
}
