import { describe, expect, test } from 'vitest'
import type { DrillEvidence } from '#lib/wizard/step.ts'
import { drill } from './drill.ts'

const walk = (change: Partial<DrillEvidence> = {}): DrillEvidence => ({
  id: 'stop-haproxy',
  title: 'HAProxy stopped on the node that holds the address',
  url: 'https://mail.digitalbrain.com.au/owa/healthcheck.htm',
  requestsPerSecond: 20,
  requests: Array.from({ length: 240 }, (_, i) => ({ atMs: i * 50, ms: 10 + (i % 13), ok: i < 80 || i > 87 })),
  holders: [
    { atMs: 0, host: 'lab-hap01' },
    { atMs: 4000, host: 'lab-hap01' },
    { atMs: 4050, host: null },
    { atMs: 4380, host: 'lab-hap02' },
  ],
  faultAtMs: 4000,
  lost: 8,
  outageMs: 412,
  promisedMs: 1000,
  holderBefore: 'lab-hap01',
  holderAfter: 'lab-hap02',
  movedAfterMs: 380,
  ...change,
})

const lostAll = walk({ requests: walk().requests.map((one) => ({ ...one, ok: false })), lost: 240 })
const nothing = walk({ requests: [], holders: [], faultAtMs: 0, lost: 0 })
const slow = walk({ requests: walk().requests.map((one, i) => (i === 100 ? { ...one, ms: 9000 } : one)) })
const thousands = walk({ requests: Array.from({ length: 9000 }, (_, i) => ({ atMs: i * 10, ms: 5, ok: i % 2 === 0 })) })
const late = walk({ faultAtMs: 60_000, holders: [{ atMs: 70_000, host: null }] })

describe.each([
  ['a drill', walk()],
  ['no request', nothing],
  ['all lost', lostAll],
  ['a slow answer', slow],
  ['nine thousand requests', thousands],
  ['moments after the last request', late],
])('%s', (_, evidence) => {
  test.each([
    [1030, 260],
    [515, 180],
    [320, 160],
  ])('at %d by %d px every mark lies inside the picture', (width, height) => {
    const picture = drill(evidence, width, height)
    const { plot } = picture
    for (const { x, y } of [...picture.timeTicks, ...picture.msTicks]) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(width)
      expect(y).toBeLessThanOrEqual(height)
    }
    for (const { x, y } of picture.dots) {
      expect(x).toBeGreaterThanOrEqual(plot.x)
      expect(x).toBeLessThanOrEqual(plot.x + plot.w)
      expect(y).toBeGreaterThanOrEqual(plot.y)
      expect(y).toBeLessThanOrEqual(plot.y + plot.h)
    }
    for (const { x, y, w, h } of [...picture.bars, ...picture.spans]) {
      expect(x).toBeGreaterThanOrEqual(plot.x)
      expect(x + w).toBeLessThanOrEqual(plot.x + plot.w + 0.001)
      expect(y + h).toBeLessThanOrEqual(height)
      expect(w).toBeGreaterThanOrEqual(0)
    }
    expect(picture.dots.length + picture.bars.length).toBe(evidence.requests.length)
  })
})

test('a lost request is a bar and never a dot', () => {
  const { dots, bars } = drill(walk(), 1030, 260)
  expect([dots.length, bars.length]).toEqual([232, 8])
})

test('one answer of nine seconds is marked at the edge and does not flatten the others', () => {
  const picture = drill(slow, 1030, 260)
  expect(picture.dots.filter((dot) => dot.slow)).toEqual([expect.objectContaining({ y: picture.plot.y })])
  expect(Number(picture.msTicks.at(-1)?.text)).toBeLessThanOrEqual(200)
})

test('looks that found the same holder again are one span; a span too short for words has none', () => {
  const { spans } = drill(walk(), 1030, 260)
  expect(spans.map(({ host, label }) => [host, label])).toEqual([
    ['lab-hap01', 'lab-hap01 holds the address'],
    [null, ''],
    ['lab-hap02', 'lab-hap02 holds the address'],
  ])
})

test('the description gives the figures in words', () => {
  expect(drill(walk(), 1030, 260).description).toBe(
    'HAProxy stopped on the node that holds the address: 240 requests in 11.95 s, 8 were lost, with an outage of 412 ms. ' +
      'The fault was made at 4.00 s. lab-hap01 held the address, then lab-hap02 after 380 ms.',
  )
  expect(drill(nothing, 1030, 260).description).toContain('no request was made')
})
