import { expect, test } from 'vitest'
import { reportData } from '#test/report-data.ts'
import { keyFigures } from './figures.ts'

const figures = (data: ReturnType<typeof reportData>) =>
  Object.fromEntries(keyFigures(data).map(({ figure, label, note }) => [label, `${figure}; ${note}`]))

test('the figures are those of the evidence', () => {
  expect(figures(reportData({ again: true }))).toEqual({
    'longest outage of 3 drills': '1,713 ms; promised: at most 3,000 ms',
    'requests lost': '44; of 720 made during the drills',
    'until the address moved': '1,681 ms; slowest of 2 takeovers',
    'days of certificate left': '396; valid until 2027-12-25',
    'Steps proven': '13 of 13; in 7 Parts',
    'changes made': '14; on 3 hosts, in 2 runs',
    'changes when run again': '0; walked again on 2026-11-23',
    'open point': '1; and 2 to know of',
  })
})

test('what was not measured is a dash, never a nought', () => {
  const none = keyFigures(reportData({ upTo: 0 }))
  expect(none.filter(({ figure }) => figure === '–')).toHaveLength(6)
})

test('a second walk counts only as long as nothing was changed since', () => {
  const data = reportData({ again: true })
  const [first] = data.runs
  if (first) data.runs.push({ ...first, id: 'later', partId: 'pki' })
  expect(figures(data)['changes when run again']).toBe('–; not tried since the last one')
})

test('a walk that made the changes is not a second one', () => {
  expect(figures(reportData())['changes when run again']).toBe('–; not tried since the last one')
})
