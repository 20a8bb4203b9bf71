import type { Role } from '#lib/parts/lab/schema.ts'
import { boldWidth, monoWidth } from './text-width.ts'
import type { NodeState, TopologyInput } from './topology.ts'

export type PictureNode = {
  /** Name of the host, or `virtual-address`. */
  id: string
  x: number
  y: number
  w: number
  h: number
  kind: 'host' | 'address'
  role: Role | 'virtual-address'
  label: string
  sub: string
  state: NodeState
}

type Box = Omit<PictureNode, 'x' | 'y' | 'w' | 'h'>
type Column = { boxes: Box[]; gapAfter: number; gapBetween: number }

const boxHeight = 54
const leastWidth = 112

/** From left to right: who asks, what they ask for, who answers first, who answers in the end, what all rest on. */
export function columnsOf(input: TopologyInput, tight: boolean): Column[] {
  const of = (...roles: Role[]) =>
    input.hosts.filter(({ role }) => roles.includes(role)).map((host) => box(host, input))
  const exchange = of('exchange')
  const wide = tight ? 0.6 : 1
  const columns: Column[] = [
    { boxes: of('workstation'), gapAfter: 56 * wide, gapBetween: 20 },
    { boxes: [addressBox(input)], gapAfter: 80 * wide, gapBetween: 20 },
    { boxes: of('load-balancer'), gapAfter: 100 * wide, gapBetween: 62 },
    { boxes: exchange, gapAfter: 32 * wide, gapBetween: exchange.length > 4 ? 14 : 40 },
    { boxes: of('domain-controller', 'root-ca', 'issuing-ca'), gapAfter: 0, gapBetween: 28 },
  ]
  return columns.filter(({ boxes }) => boxes.length > 0)
}

/** Every column centred on one line; a column is as wide as its longest text. */
export function place(columns: readonly Column[], margin: number) {
  const inner = Math.max(...columns.map(heightOf))
  const nodes: PictureNode[] = []
  let x = margin
  for (const column of columns) {
    const w = Math.ceil(Math.max(leastWidth, ...column.boxes.map(widthOf)))
    let y = margin + (inner - heightOf(column)) / 2
    for (const one of column.boxes) {
      nodes.push({ ...one, x, y, w, h: boxHeight })
      y += boxHeight + column.gapBetween
    }
    x += w + column.gapAfter
  }
  return { nodes, width: x - (columns.at(-1)?.gapAfter ?? 0) + margin, height: inner + margin }
}

const heightOf = ({ boxes, gapBetween }: Column) => boxes.length * (boxHeight + gapBetween) - gapBetween

/** A host has its state's mark before the text, an address is round at both ends. */
const widthOf = ({ kind, label, sub }: Box) =>
  Math.max(boldWidth(label, 13), monoWidth(sub, 11.5)) + (kind === 'host' ? 28 + 14 : 2 * 24)

function addressBox({ virtualAddress }: TopologyInput): Box {
  return {
    id: 'virtual-address',
    kind: 'address',
    role: 'virtual-address',
    label: 'Virtual IP',
    sub: virtualAddress,
    state: 'unknown',
  }
}

function box(host: TopologyInput['hosts'][number], input: TopologyInput): Box {
  const state = input.states?.[host.name] ?? 'unknown'
  const sub = state === 'bad' ? 'not answering' : subOf(host, input)
  return { id: host.name, kind: 'host', role: host.role, label: host.name, sub, state }
}

const services: Partial<Record<Role, string>> = {
  'domain-controller': 'DNS, AD',
  'root-ca': 'root CA',
  'issuing-ca': 'issuing CA',
}

function subOf({ name, address, role }: TopologyInput['hosts'][number], { holder }: TopologyInput): string {
  if (role === 'load-balancer' && holder) return name === holder ? 'holds address' : 'standing by'
  return services[role] ?? address
}
