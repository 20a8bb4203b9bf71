import { describe, expect, test } from 'vitest'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { boldWidth, monoWidth } from './text-width.ts'
import { type TopologyInput, topology } from './topology.ts'

const series = (change: Partial<TopologyInput> = {}): TopologyInput => ({
  ...defaultAnswers('rehearsal').lab,
  holder: 'lab-hap01',
  advertSeconds: 0.5,
  ...change,
})

const withExchange = (count: number) =>
  series({
    hosts: [
      ...series().hosts.filter(({ role }) => role !== 'exchange'),
      ...Array.from({ length: count }, (_, index) => ({
        name: `MELB-EXCHANGE${String(index + 1).padStart(2, '0')}`,
        address: `192.168.150.${200 + index}`,
        role: 'exchange' as const,
      })),
    ],
  })

const widest = 'W'.repeat(15)

const pictures: [string, TopologyInput][] = [
  ['the series', series()],
  ['nobody holds the address', series({ holder: null })],
  ['hosts that do not answer', series({ states: { 'LAB-EX02': 'bad', 'lab-hap02': 'bad', 'LAB-DC01': 'ok' } })],
  [
    'the widest names',
    series({ hosts: series().hosts.map((host, i) => ({ ...host, name: `${i}${widest.slice(1)}` })) }),
  ],
  [
    'DNS names of 253 characters',
    series({ mailName: `${'m'.repeat(62)}.`.repeat(4), autodiscoverName: 'a'.repeat(253) }),
  ],
  ['no workstation, no domain controller', series({ hosts: series().hosts.slice(0, 4) })],
  ['forty hosts', withExchange(12 + 22)],
  ...Array.from({ length: 12 }, (_, index): [string, TopologyInput] => [
    `${index + 1} Exchange servers`,
    withExchange(index + 1),
  ]),
]

describe.each(pictures)('%s', (_, input) => {
  const picture = topology(input)

  test('no two boxes overlap and all lie inside the picture', () => {
    for (const node of picture.nodes) {
      expect(node.x).toBeGreaterThan(0)
      expect(node.y).toBeGreaterThan(0)
      expect(node.x + node.w).toBeLessThan(picture.width)
      expect(node.y + node.h).toBeLessThan(picture.height)
      for (const other of picture.nodes.filter((one) => one !== node)) {
        const apart =
          node.x + node.w < other.x ||
          other.x + other.w < node.x ||
          node.y + node.h < other.y ||
          other.y + other.h < node.y
        expect(apart, `${node.id} and ${other.id}`).toBe(true)
      }
    }
  })

  test('every text fits into its box or line', () => {
    for (const node of picture.nodes) {
      const room = node.w - (node.kind === 'host' ? 42 : 48)
      expect(boldWidth(node.label, 13)).toBeLessThanOrEqual(room)
      expect(monoWidth(node.sub, 11.5)).toBeLessThanOrEqual(room)
    }
    for (const note of picture.notes) {
      expect(note.x + note.text.length * 7).toBeLessThanOrEqual(picture.width)
      expect(note.y).toBeLessThanOrEqual(picture.height)
    }
  })

  test('every host is drawn and every path joins two boxes inside the picture', () => {
    expect(picture.nodes.map(({ id }) => id).sort()).toEqual(
      [...input.hosts.map(({ name }) => name), 'virtual-address'].sort(),
    )
    for (const edge of picture.edges) {
      expect(picture.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining([edge.from, edge.to]))
      for (const number of edge.d.match(/[\d.]+/g) ?? []) {
        expect(Number(number)).toBeLessThanOrEqual(Math.max(picture.width, picture.height))
      }
    }
  })
})

test('requests in use are solid from the client to every Exchange server, standing-by ones dashed', () => {
  const { edges } = topology(series())
  expect(edges.filter(({ tone }) => tone === 'ok').map(({ from, to, dashed }) => [from, to, dashed])).toEqual([
    ['virtual-address', 'lab-hap01', false],
    ['lab-hap01', 'LAB-EX01', false],
    ['lab-hap01', 'LAB-EX02', false],
  ])
  expect(edges.filter(({ tone }) => tone === 'idle').map(({ from, to, dashed }) => [from, to, dashed])).toEqual([
    ['virtual-address', 'lab-hap02', true],
    ['lab-hap02', 'LAB-EX01', true],
    ['lab-hap02', 'LAB-EX02', true],
  ])
})

test('while nobody has looked, no path is said to be in use', () => {
  const { edges, description, notes } = topology(series({ holder: null }))
  expect(edges.some(({ tone }) => tone === 'ok')).toBe(false)
  expect(description).toContain('has not been measured yet')
  expect(notes.at(-1)?.text).toContain('dashed: nothing has been measured yet')
})

test('a server that does not answer is said in word, path and description', () => {
  const { nodes, edges, description } = topology(series({ states: { 'LAB-EX02': 'bad' } }))
  expect(nodes.find(({ id }) => id === 'LAB-EX02')).toMatchObject({ state: 'bad', sub: 'not answering' })
  expect(edges.filter(({ to }) => to === 'LAB-EX02').map(({ tone }) => tone)).toEqual(['bad', 'bad'])
  expect(description).toContain('Not answering: LAB-EX02.')
})
