import { afterAll, beforeAll, expect, test } from 'vitest'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'

let lab: WindowsLab
beforeAll(async () => {
  lab = await windowsLab()
})
afterAll(() => lab.close())

test('imports a cmdlet when it is first called, and records where each pipeline went', async () => {
  const exchange = await lab.context.hosts.exchange('LAB-EX01')
  expect(await exchange.run([{ name: 'Get-ExchangeServer' }])).toMatchObject([
    { Name: 'LAB-EX01' },
    { Name: 'LAB-EX02' },
  ])
  await exchange.run([{ name: 'Get-ExchangeServer', parameters: { Identity: 'LAB-EX02' } }])
  expect(lab.pipelines).toMatchObject([
    {
      host: 'LAB-EX01',
      endpoint: 'windows',
      commands: [
        {
          name: '<script>',
          parameters: {
            ConnectionUri: 'http://LAB-EX01.lab.local/PowerShell/',
            Credential: { UserName: 'LAB\\Administrator', Password: { secret: true } },
          },
        },
      ],
    },
    { endpoint: 'windows', commands: [{ name: '<script>', parameters: { CommandName: ['Get-ExchangeServer'] } }] },
    { endpoint: 'exchange', commands: [{ name: 'Get-ExchangeServer', parameters: {} }] },
    { endpoint: 'exchange', commands: [{ name: 'Get-ExchangeServer', parameters: { Identity: 'LAB-EX02' } }] },
  ])
  expect(lab.context.logged.join('\n')).not.toContain('Passw0rd')
})

test('says what a role lacks where Exchange offers no such cmdlet', async () => {
  const exchange = await lab.context.hosts.exchange('LAB-EX01')
  await expect(exchange.run([{ name: 'Get-NoSuchThing' }])).rejects.toMatchObject({ code: 'remote-error' })
})

test('is opened anew after IIS was restarted', async () => {
  lab.pipelines.length = 0
  await lab.context.hosts.iisRestarted('LAB-EX01')
  const exchange = await lab.context.hosts.exchange('LAB-EX01')
  await exchange.run([{ name: 'Get-ExchangeServer' }])
  expect(lab.pipelines.map(({ endpoint }) => endpoint)).toEqual(['windows', 'windows', 'exchange'])
})
