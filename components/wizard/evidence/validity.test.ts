import { expect, test } from 'vitest'
import { daysLeft, validityTone } from './validity.ts'

const now = Date.parse('2026-11-23T12:00:00Z')

test.each([
  ['2027-11-23T12:00:00Z', 365, 'ok'],
  ['2026-12-23T11:59:59Z', 29, 'warn'],
  ['2026-11-30T11:59:59Z', 6, 'bad'],
  ['2026-11-23T11:59:59Z', -1, 'bad'],
])('a certificate until %s has %i days left and is %s', (notAfter, days, tone) => {
  expect([daysLeft(notAfter, now), validityTone(daysLeft(notAfter, now))]).toEqual([days, tone])
})
