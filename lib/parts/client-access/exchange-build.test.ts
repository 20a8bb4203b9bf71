import { expect, test } from 'vitest'
import { buildIn, exchange2016, firstWithMapi, isBefore } from './exchange-build.ts'

test.each([
  ['Version 15.0 (Build 1497.2)', [15, 0, 1497, 2]],
  ['Version 15.0 (Build 847.32)', [15, 0, 847, 32]],
  ['Version 15.0 (Build 30847.32)', [15, 0, 847, 32]],
  ['Version 15.2 (Build 1118.7)', [15, 2, 1118, 7]],
  ['15.0', undefined],
])('%s', (text, build) => {
  expect(buildIn(text)).toEqual(build)
})

test('a build is older by its first number that differs', () => {
  expect(isBefore([15, 0, 775, 38], firstWithMapi)).toBe(true)
  expect(isBefore(firstWithMapi, firstWithMapi)).toBe(false)
  expect(isBefore([15, 0, 1497, 2], exchange2016)).toBe(true)
  expect(isBefore([15, 2, 1118, 7], exchange2016)).toBe(false)
})
