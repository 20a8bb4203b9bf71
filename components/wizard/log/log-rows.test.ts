import { expect, test } from 'vitest'
import type { LogLineView } from '#lib/wizard/view.ts'
import { logRows, logText, matches } from './log-rows.ts'

const line = (id: number, stepRunId: number, text = `line ${id}`, level = 'output'): LogLineView => ({
  id,
  at: '2026-11-23T10:14:07.112Z',
  stepRunId,
  host: id % 2 ? 'lab-hap01' : null,
  level,
  text,
})
const lines = [line(1, 1), line(2, 1), line(3, 2), line(4, 2)]
const shown = (folded: number[]) =>
  logRows(lines, true, new Set(folded)).map((row) => (row.kind === 'step' ? `Step ${row.stepRunId}` : row.line.id))

test('each Step has a head over its lines', () => {
  expect(shown([])).toEqual(['Step 1', 1, 2, 'Step 2', 3, 4])
})

test('of a folded Step the head is left', () => {
  expect(shown([1])).toEqual(['Step 1', 'Step 2', 3, 4])
})

test('the log of one Step has no heads', () => {
  expect(logRows(lines, false, new Set([1])).map(({ kind }) => kind)).toEqual(['line', 'line', 'line', 'line'])
})

test.each([
  ['haproxy valid', true],
  ['VALID configuration', true],
  ['hap01', true],
  ['hap01 invalid', false],
])('"%s" is found: %s', (sought, found) => {
  expect(matches(line(1, 1, 'haproxy: Configuration file is valid'), sought)).toBe(found)
})

test('copied lines can be pasted into a ticket: exact time, host, command', () => {
  expect(logText([line(1, 1, '$ haproxy -c', 'command'), line(2, 1, 'made here')])).toBe(
    '2026-11-23T10:14:07.112Z  lab-hap01   $ haproxy -c\n2026-11-23T10:14:07.112Z  Fairlead    made here',
  )
})
