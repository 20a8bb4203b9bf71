import { describe, expect, test } from 'vitest'
import { holdersOf, isCalm, movedAfter, outageOf, type Sighting } from './drill-figures.ts'

/** Twenty requests a second: `.` answered in 10 ms, `s` answered after 1060 ms, `x` lost after 2 s. */
const requests = (marks: string) =>
  [...marks].map((mark, index) => ({
    atMs: index * 50,
    ms: mark === '.' ? 10 : mark === 's' ? 1060 : 2000,
    ok: mark !== 'x',
  }))

describe('what users felt', () => {
  test.each([
    ['nothing', '....................', { lost: 0, outageMs: 0 }],
    ['one lost request', '..........x.........', { lost: 1, outageMs: 50 }],
    ['a row of lost requests', '..........xxxxx.....', { lost: 5, outageMs: 250 }],
    ['lost ones with an answered one between them', '..........xx.xx.....', { lost: 4, outageMs: 250 }],
    ['late answers count as outage, not as lost', '..........ssss......', { lost: 0, outageMs: 200 }],
    ['lost ones, then late ones', '..........xxss......', { lost: 2, outageMs: 200 }],
    ['all lost to the end', '..........xxxxxxxxxx', { lost: 10, outageMs: 500 }],
  ])('%s', (_, marks, felt) => {
    expect(outageOf(requests(marks), 500, 20)).toEqual(felt)
  })

  test('a request that was under way when the fault came counts; one that was over before does not', () => {
    const underWay = { atMs: 480, ms: 300, ok: false }
    const over = { atMs: 100, ms: 50, ok: false }
    expect(outageOf([over, underWay], 500, 20)).toEqual({ lost: 1, outageMs: 50 })
  })

  test('a service that is always slow is not an outage', () => {
    const slow = requests('....................').map((one) => ({ ...one, ms: 900 }))
    expect(outageOf(slow, 5000, 20)).toEqual({ lost: 0, outageMs: 0 })
    expect(outageOf(slow, 950, 20).outageMs).toBe(0)
  })
})

describe('who held the address', () => {
  const nodes = ['lab-hap01', 'lab-hap02']
  const seen = (...looks: [number, string, boolean][]): Sighting[] =>
    looks.map(([atMs, host, holds]) => ({ atMs, host, holds }))

  test.each([
    [
      'one of them throughout',
      seen([10, 'lab-hap01', true], [20, 'lab-hap02', false], [110, 'lab-hap01', true]),
      [{ atMs: 0, host: 'lab-hap01' }],
    ],
    [
      'then nobody, then the other',
      seen(
        [10, 'lab-hap01', true],
        [20, 'lab-hap02', false],
        [900, 'lab-hap01', false],
        [950, 'lab-hap02', false],
        [1300, 'lab-hap02', true],
      ),
      [
        { atMs: 0, host: 'lab-hap01' },
        { atMs: 900, host: null },
        { atMs: 1300, host: 'lab-hap02' },
      ],
    ],
    [
      'both at once is nobody',
      seen([10, 'lab-hap01', true], [20, 'lab-hap02', false], [900, 'lab-hap02', true], [990, 'lab-hap01', false]),
      [
        { atMs: 0, host: 'lab-hap01' },
        { atMs: 900, host: null },
        { atMs: 990, host: 'lab-hap02' },
      ],
    ],
    ['nothing is said while one of them has not been seen', seen([10, 'lab-hap01', true]), []],
    ['nothing is said of a node that is not asked for', seen([10, 'other', true]), []],
  ])('%s', (_, sightings, holders) => {
    expect(holdersOf(sightings, nodes)).toEqual(holders)
  })

  test.each([
    [
      'the other node took it',
      [
        { atMs: 0, host: 'a' },
        { atMs: 4900, host: null },
        { atMs: 5300, host: 'b' },
      ],
      1300,
    ],
    [
      'it never moved',
      [
        { atMs: 0, host: 'a' },
        { atMs: 4900, host: null },
        { atMs: 5300, host: 'a' },
      ],
      null,
    ],
    [
      'a move before the fault is not one of it',
      [
        { atMs: 0, host: 'b' },
        { atMs: 100, host: 'a' },
      ],
      null,
    ],
  ])('%s', (_, holders, ms) => {
    expect(movedAfter(holders, 'a', 4000)).toBe(ms)
  })
})

describe('when all is well again', () => {
  const moved = [
    { atMs: 0, host: 'a' },
    { atMs: 5000, host: 'b' },
  ]
  const state = { requests: [{ atMs: 4100, ms: 2000, ok: false }], holders: moved, before: 'a', faultAtMs: 4000 }
  test.each([
    ['not before the last failure is long enough ago', state, 11_000, false],
    ['once it is', state, 11_100, true],
    ['not before the address has moved', { ...state, holders: moved.slice(0, 1) }, 60_000, false],
    ['not while nobody holds it', { ...state, holders: [...moved, { atMs: 6000, host: null }] }, 60_000, false],
    ['counted from the move where no request was lost', { ...state, requests: [] }, 9_900, false],
  ])('%s', (_, given, nowMs, calm) => {
    expect(isCalm(given, nowMs, 5000)).toBe(calm)
  })
})
