import { expect, test } from 'vitest'
import { reportData } from '#test/report-data.ts'
import { reportJson } from './report-json.ts'

test('the JSON holds the conclusions of the PDF and the data they were drawn from', () => {
  const data = reportData({ again: true })
  const { verdict, figures, openPoints, ...rest } = JSON.parse(reportJson(data))
  expect(verdict.sentence).toBe('All seven Parts are proven.')
  expect(figures).toHaveLength(8)
  expect(openPoints[0].title).toContain('did not answer')
  expect(rest).toEqual(JSON.parse(JSON.stringify(data)))
})
