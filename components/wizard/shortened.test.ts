import { expect, test } from 'vitest'
import { shortened } from './shortened.ts'

test('a command that can be read in one go is left as it is', () => {
  expect(shortened('Get-Date')).toBeUndefined()
  expect(shortened('x'.repeat(900))).toBeUndefined()
})

test('of a command with a certificate in it beginning and end are shown, and how much lies between', () => {
  const text = `Set-Content -Value @(${'A'.repeat(2000)}) -Encoding Ascii`
  const { start, end, left } = shortened(text) ?? { start: '', end: '', left: 0 }
  expect(start).toMatch(/^Set-Content -Value @\(A+$/)
  expect(end).toMatch(/-Encoding Ascii$/)
  expect(start.length + left + end.length).toBe(text.length)
})
