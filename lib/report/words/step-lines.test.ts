import { expect, test } from 'vitest'
import { reportData } from '#test/report-data.ts'
import { stepLines } from './step-lines.ts'

test('a command that holds a certificate is printed by its beginning, its end and its length', () => {
  const data = reportData()
  const long = `Set-Content -Value '${'A'.repeat(2000)}' -Encoding 'Ascii'`
  const command = `${long}\nGet-Date`
  for (const step of data.runs.flatMap(({ steps }) => steps))
    for (const change of step.changes) change.command = command
  const step = data.lab.parts.flatMap(({ steps }) => steps).find(({ id }) => id === 'virtual-directories')
  const printed = step && stepLines(data, step).find((line) => line.command)?.text
  expect(printed).toMatch(/^Set-Content -Value 'A+ … A+' -Encoding 'Ascii' \(2039 characters\)\nGet-Date$/)
  expect(printed?.length).toBeLessThan(400)
})
