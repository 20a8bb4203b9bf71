import { describe, expect, test } from 'vitest'
import { commands } from '../cmdlets/table.ts'
import { cmdletFacts } from './facts.ts'
import { keptCmdlets } from './names.ts'

test.each(Object.entries(keptCmdlets))('every kept cmdlet of %s has its facts', (_, names) => {
  for (const name of names) expect(cmdletFacts(name)?.name).toBe(name)
})

test("every simulated cmdlet is one of Microsoft's, on the endpoint where Microsoft has it", () => {
  for (const name of Object.keys(commands.windows)) expect(cmdletFacts(name)).toMatchObject({ name, source: 'windows' })
  for (const name of Object.keys(commands.exchange))
    expect(cmdletFacts(name)).toMatchObject({ name, source: 'exchange' })
})

describe('the facts are those of the documentation', () => {
  test.each([
    ['New-ItemProperty', 'Name', { type: 'System.String', required: true, position: 1 }],
    ['Get-Content', 'Path', { type: 'System.String[]', required: true, sets: ['Path'] }],
    ['Set-OwaVirtualDirectory', 'Identity', { type: 'VirtualDirectoryIdParameter', required: true, pipeline: 'both' }],
    ['Enable-ExchangeCertificate', 'Services', { type: 'AllowedServices' }],
  ])('%s -%s', (cmdlet, parameter, facts) => {
    expect(cmdletFacts(cmdlet)?.parameters[parameter]).toMatchObject(facts)
  })
})
