import { expect, test } from 'vitest'
import { cellText, matrixOf, verdictOf } from './matrix.ts'

const answer = (service: string, target: string, status: number | null, said = 'OK') => ({
  service,
  target,
  status,
  ms: 12.4,
  said,
})

test('services and places keep the order in which they were asked, and what was not asked is a gap', () => {
  const rows = [answer('OWA', 'Virtual IP', 200), answer('OWA', 'LAB-EX01', 200), answer('ECP', 'LAB-EX01', 200)]
  const { targets, rows: table } = matrixOf(rows)
  expect(targets).toEqual(['Virtual IP', 'LAB-EX01'])
  expect(table.map(({ service, cells }) => [service, cells.map(verdictOf)])).toEqual([
    ['OWA', ['ok', 'ok']],
    ['ECP', ['off', 'ok']],
  ])
})

test('asked twice, the later answer stands', () => {
  expect(matrixOf([answer('OWA', 'VIP', 503), answer('OWA', 'VIP', 200)]).rows[0]?.cells[0]?.status).toBe(200)
})

test.each([
  [answer('OWA', 'VIP', 200), 'ok', '12 ms'],
  [answer('EWS', 'VIP', 401), 'ok', '12 ms'],
  [answer('OWA', 'VIP', 503, 'service stopped'), 'bad', '503 service stopped'],
  [answer('OWA', 'VIP', null, 'no answer within 2 s'), 'bad', 'no answer within 2 s'],
  [answer('ECP', 'VIP', 403, ''), 'bad', '403'],
  [undefined, 'off', 'not asked'],
])('%j is %s and reads "%s"', (cell, verdict, text) => {
  expect([verdictOf(cell), cellText(cell)]).toEqual([verdict, text])
})
