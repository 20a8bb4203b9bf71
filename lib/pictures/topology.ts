import type { Role } from '#lib/parts/lab/schema.ts'
import { columnsOf, type PictureNode, place } from './topology-columns.ts'
import { type Edge, edgesOf } from './topology-edges.ts'
import { describeTopology } from './topology-words.ts'
import { wrap } from './wrap.ts'

export type TopologyInput = {
  hosts: readonly { name: string; address: string; role: Role }[]
  virtualAddress: string
  mailName: string
  autodiscoverName: string
  /** Which load balancer holds the virtual address; null: nobody has looked yet. */
  holder: string | null
  states?: Readonly<Record<string, NodeState>>
  advertSeconds: number
}

export type NodeState = 'ok' | 'bad' | 'unknown'

export type Topology = {
  width: number
  height: number
  nodes: PictureNode[]
  edges: Edge[]
  /** Lines of text at 11.5 px, `y` is the base line. */
  notes: { x: number; y: number; text: string }[]
  /** For readers who do not see the picture. */
  description: string
}

const margin = 12
const noteLine = 17

/**
 * The lab as a picture, in px from the top left: clients, virtual address, load balancers, Exchange servers, and beside them
 * what they rest on. Labels are 13 px bold, sub-labels 11.5 px monospaced. The same geometry is drawn on the page and, `tight` so
 * that its text stays readable, in the PDF.
 */
export function topology(input: TopologyInput, { tight = false } = {}): Topology {
  const { nodes, width, height } = place(columnsOf(input, tight), margin)
  const edges = edgesOf(nodes, input)
  const vrrp = edges.find(({ tone }) => tone === 'accent')
  const notes = legend(input, width).map((text, index) => ({
    x: margin,
    y: height + margin + noteLine * (index + 1),
    text,
  }))
  return {
    width,
    height: height + margin * 2 + noteLine * notes.length,
    nodes,
    edges,
    notes: [...(vrrp ? [vrrpNote(nodes, vrrp, input.advertSeconds)] : []), ...notes],
    description: describeTopology(input),
  }
}

function legend({ mailName, autodiscoverName, virtualAddress, holder }: TopologyInput, width: number): string[] {
  const names = `${mailName} and ${autodiscoverName} → ${virtualAddress}`
  const key = holder ? 'solid: in use, dashed: standing by' : 'dashed: nothing has been measured yet'
  return wrap(`${names} · ${key}`, Math.floor((width - margin * 2) / 7))
}

function vrrpNote(nodes: readonly PictureNode[], edge: Edge, advertSeconds: number) {
  const upper = nodes.find(({ id }) => id === edge.from)
  const lower = nodes.find(({ id }) => id === edge.to)
  const x = (upper?.x ?? 0) + (upper?.w ?? 0) / 2 + 8
  const y = ((upper?.y ?? 0) + (upper?.h ?? 0) + (lower?.y ?? 0)) / 2 + 4
  return { x, y, text: `VRRP ${advertSeconds} s` }
}
