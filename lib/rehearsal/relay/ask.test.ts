import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askLine, parseAsk } from './ask.ts'

test('a question is read as it was asked', () => {
  expect(parseAsk(askLine({ address: '10.113.0.11', port: 22 }))).toEqual({ address: '10.113.0.11', port: 22 })
})

test('whatever else comes is no question, and no accident', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(parseAsk(line)).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})
