import { expect, test } from 'vitest'
import { ago, duration, stopwatch } from './moment-words.ts'

const now = new Date(2026, 10, 23, 14, 30, 0)
const at = (...parts: [number, number, number, number, number, number?]) => new Date(...parts).toISOString()

test.each([
  [at(2026, 10, 23, 14, 29, 40), 'just now'],
  [at(2026, 10, 23, 14, 28), '2 min ago'],
  [at(2026, 10, 23, 9, 5), 'today 09:05'],
  [at(2026, 10, 22, 23, 50), 'yesterday 23:50'],
  [at(2026, 10, 12, 9, 5), '12 Nov'],
  [at(2025, 10, 12, 9, 5), '12 Nov 2025'],
])('%s is "%s"', (iso, words) => {
  expect(ago(iso, now.getTime())).toBe(words)
})

test.each([
  [4, '< 0.1 s'],
  [412, '0.4 s'],
  [9_949, '9.9 s'],
  [9_960, '10 s'],
  [11_400, '11 s'],
  [72_000, '1:12'],
  [3_727_000, '1:02:07'],
])('%i ms took "%s"', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test.each([
  [-5_000, '0:00'],
  [9_000, '0:09'],
  [59_600, '1:00'],
  [3_600_000, '1:00:00'],
])('a stopwatch at %i ms shows %s', (ms, words) => {
  expect(stopwatch(ms)).toBe(words)
})
