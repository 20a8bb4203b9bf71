import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { owedRestart, oweRestart } from './owed-restart.ts'
import { restartIis } from './restart-iis.ts'

let lab: WindowsLab
beforeAll(async () => {
  lab = await windowsLab()
})
afterAll(() => lab.close())

const tell = (request: Parameters<WindowsLab['tell']>[1]) => lab.tell('LAB-EX01', request)
const restarts = () => lab.running.get('LAB-EX01')?.host.state.read().iis.restarts ?? 0
const owed = () => owedRestart(lab.context.keep, 'LAB-EX01')
const restart = (withinMs = 5000) => restartIis(lab.context, 'LAB-EX01', 'a test', { withinMs })
const resets = () => lab.sent.filter((line) => /iisreset/.test(line)).length

beforeEach(async () => {
  await tell({ do: 'fail-iisreset', times: 0 })
  await tell({ do: 'set-service', service: '*', mode: 'up' })
  await lab.context.keep.remove('iis/owed-restart/LAB-EX01')
  lab.context.logged.length = 0
  lab.sent.length = 0
})

test('tries again where IIS does not stop in time, and numbers every attempt with what IIS said', async () => {
  await tell({ do: 'fail-iisreset', times: 2 })
  const before = restarts()
  await restart()
  expect(restarts()).toBe(before + 1)
  const attempts = lab.context.logged.filter((line) => line.startsWith('iisreset, attempt'))
  expect(attempts).toEqual([
    expect.stringMatching(/attempt 1 of 5: failed with exit code 1: .*timely fashion/),
    expect.stringMatching(/attempt 2 of 5: failed/),
    'iisreset, attempt 3 of 5: IIS has restarted',
  ])
  expect(lab.context.logged).toContain('all 9 health pages answer')
  expect(await owed()).toBeUndefined()
})

test('gives up after five attempts, says what IIS said, and still owes the restart', async () => {
  await tell({ do: 'fail-iisreset', times: 9 })
  await expect(restart()).rejects.toMatchObject({
    code: 'remote-error',
    message: expect.stringMatching(/LAB-EX01 .*5 attempts.*timely fashion/),
    remedy: expect.stringContaining('iisreset /noforce'),
  })
  expect(resets()).toBe(5)
  expect(await owed()).toEqual({ reason: 'a test', isRestarted: false })
})

test('names the health page that stays 503, and goes on waiting the next time without restarting again', async () => {
  await tell({ do: 'set-service', service: 'owa', mode: 'down' })
  await expect(restart(700)).rejects.toMatchObject({
    code: 'not-verified',
    message: expect.stringContaining('Outlook on the web at /owa/healthcheck.htm (HTTP 503)'),
    remedy: expect.stringContaining('Get-ServerComponentState'),
  })
  expect(await owed()).toEqual({ reason: 'a test', isRestarted: true })
  await tell({ do: 'set-service', service: 'owa', mode: 'up' })
  await restart()
  expect(resets()).toBe(1)
  expect(await owed()).toBeUndefined()
})

test('a component that was taken out keeps its own page at 503', async () => {
  const session = await lab.context.hosts.exchange('LAB-EX01')
  const set = (State: string) =>
    session.run([
      {
        name: 'Set-ServerComponentState',
        parameters: { Identity: 'LAB-EX01', Component: 'EwsProxy', Requester: 'Maintenance', State, Confirm: false },
      },
    ])
  await set('Inactive')
  await expect(restart(700)).rejects.toMatchObject({
    message: expect.stringMatching(/^[^:]*: Exchange Web Services at /),
  })
  const again = await lab.context.hosts.exchange('LAB-EX01')
  await again.run([
    {
      name: 'Set-ServerComponentState',
      parameters: { Identity: 'LAB-EX01', Component: 'EwsProxy', Requester: 'Maintenance', State: 'Active' },
    },
  ])
  await restart()
})

test.each(['before', 'after'] as const)('is taken up again after dying %s iisreset', async (when) => {
  await oweRestart(lab.context.keep, 'LAB-EX01', 'a test')
  lab.dies = { at: 1, when }
  await expect(restart()).rejects.toThrow('the wizard died')
  expect(await owed()).toEqual({ reason: 'a test', isRestarted: false })
  await restart()
  expect(await owed()).toBeUndefined()
})

test('sessions to Exchange of that server are opened anew afterwards, and those of the other server go on', async () => {
  const run = async (host: string) => (await lab.context.hosts.exchange(host)).run([{ name: 'Get-OrganizationConfig' }])
  await run('LAB-EX01')
  await run('LAB-EX02')
  const stale = await lab.context.hosts.exchange('LAB-EX01')
  await restart()
  await expect(stale.run([{ name: 'Get-OrganizationConfig' }])).rejects.toMatchObject({ code: 'remote-error' })
  expect(await run('LAB-EX01')).toMatchObject([{ MapiHttpEnabled: false }])
  expect(await run('LAB-EX02')).toHaveLength(1)
})
