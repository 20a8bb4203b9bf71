import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogLineView } from '#lib/wizard/view.ts'
import { arrived, emptyWindow, type LogWindow, withNewer, withOlder } from './log-window.ts'

const line = (id: number): LogLineView => ({
  id,
  at: '2026-01-01T00:00:00.000Z',
  stepRunId: 1,
  host: 'lab-hap01',
  level: 'output',
  text: `line ${id}`,
})
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => line(from + at))
const ids = (window: LogWindow) => window.lines.map(({ id }) => id)

test('lines that a reconnect repeats are not taken twice', () => {
  const window = arrived(arrived(emptyWindow, range(1, 5)), range(4, 7))
  expect(ids(window)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('an older page is put before, and a short one says that this is the beginning', () => {
  const window = withOlder({ ...emptyWindow, lines: range(8, 9), older: true }, range(5, 7), 4)
  expect([ids(window), window.older]).toEqual([[5, 6, 7, 8, 9], false])
})

test('a window that does not reach the end counts what comes instead of tearing a gap', () => {
  const window = arrived({ ...emptyWindow, lines: range(1, 3), newer: true }, range(90, 94))
  expect([ids(window), window.missed]).toEqual([[1, 2, 3], 5])
})

test('reading on to the end takes up the live lines again', () => {
  const behind = arrived({ ...emptyWindow, lines: range(1, 3), newer: true }, range(6, 7))
  const window = arrived(withNewer(behind, range(4, 7), 100), range(7, 8))
  expect([ids(window), window.newer, window.missed]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], false, 0])
})

test('a log that is followed for hours does not grow for ever, and knows that it has more before', () => {
  const window = arrived({ ...emptyWindow, lines: range(1, 20_000) }, [line(20_001)])
  expect([window.lines.length, window.lines.at(-1)?.id, window.older]).toEqual([10_000, 20_001, true])
})

test('whatever comes, at whichever end, the ids are without a gap and in order', () => {
  const total = 300
  const step = fc.oneof(
    fc.record({ kind: fc.constant('live' as const), from: fc.nat(20), size: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant('older' as const), size: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant('newer' as const), size: fc.integer({ min: 1, max: 30 }) }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: total }), fc.array(step, { maxLength: 20 }), (start, steps) => {
      let window: LogWindow = { ...emptyWindow, lines: [line(start)], older: start > 1, newer: start < total }
      for (const one of steps) {
        const first = window.lines[0]?.id ?? 1
        const last = window.lines.at(-1)?.id ?? 0
        if (one.kind === 'older') window = withOlder(window, range(Math.max(1, first - one.size), first - 1), one.size)
        if (one.kind === 'newer')
          window = withNewer(window, range(last + 1, Math.min(total, last + one.size)), one.size)
        if (one.kind === 'live') {
          const from = window.newer ? total - 5 : Math.max(1, last + 1 - one.from)
          window = arrived(window, range(from, from + one.size))
        }
      }
      const found = ids(window)
      expect(found).toEqual(range(found[0] ?? 1, found.at(-1) ?? 0).map(({ id }) => id))
    }),
    { numRuns: 200 },
  )
})
