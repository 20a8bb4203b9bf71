import { expect, test } from 'vitest'
import { emptyWords, logAnnouncement, logWords } from './log-words.ts'

const told = {
  total: 1204,
  wrong: false,
  connection: 'open' as const,
  live: true,
  following: true,
  unseen: 0,
  found: undefined,
}
const found = (shown: number, total: number, complete: boolean) => ({
  lines: Array.from({ length: shown }),
  total,
  complete,
})

test.each([
  [{}, '1,204 lines · following'],
  [{ following: false }, '1,204 lines · paused'],
  [{ following: false, unseen: 1 }, '1,204 lines · paused, 1 new line'],
  [{ following: false, unseen: 3200 }, '1,204 lines · paused, 3,200 new lines'],
  [{ connection: 'reconnecting' as const }, '1,204 lines · the connection broke, reconnecting'],
  [{ live: false }, '1,204 lines'],
  [{ live: false, total: 1 }, '1 line'],
  [{ total: undefined }, 'Reading the log…'],
  [{ wrong: true }, 'The log could not be read just now. Scroll, or go to the end, to ask again.'],
  [{ found: found(12, 12, true) }, '12 of 1,204 lines match'],
  [{ found: found(500, 900, false) }, '900 of 1,204 lines match, the first 500 are shown'],
  [{ found: found(2, 2, false) }, '2 of 1,204 lines match, searching the rest…'],
])('%j is told as "%s"', (change, words) => {
  expect(logWords({ ...told, ...change })).toBe(words)
})

test('what is read aloud does not change with every line', () => {
  const aloud = (change: Partial<typeof told>) => logAnnouncement({ ...told, ...change })
  expect(aloud({ total: 5 })).toBe(aloud({ total: 6 }))
  expect(aloud({ following: false, unseen: 5 })).toBe(aloud({ following: false, unseen: 6 }))
  expect(aloud({ following: false })).not.toBe(aloud({}))
})

test('an empty log says whether it is being read, searched or really empty', () => {
  expect([emptyWords(undefined, false), emptyWords(9, true), emptyWords(0, false)]).toEqual([
    'Reading…',
    'No line matches.',
    'No lines yet.',
  ])
})
