import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { testConfig } from '#test/windows-host.ts'
import { windowsSession } from '#test/windows-session.ts'
import type { WindowsHostConfig } from './config.ts'
import { controlHost, controlSocketOf } from './control.ts'
import { hostProcess } from './host-process.ts'
import { makeHost } from './make-host.ts'
import type { RunningHost } from './start-windows-host.ts'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

test('a host is raised from its configuration file, keeps its state when it is killed, and ends when it is told to', async () => {
  const config = testConfig()
  const first = await raise(config)
  await using session = windowsSession(first.running)
  await session.pipeline([{ name: 'Set-Content', parameters: { Path: 'C:\\Temp\\kept.txt', Value: 'kept' } }])
  await session.close()
  first.child.kill('SIGKILL')
  await once(first.child, 'close')

  const second = await raise(config)
  await using again = windowsSession(second.running)
  const { output } = await again.pipeline([{ name: 'Get-Content', parameters: { Path: 'C:\\Temp\\kept.txt' } }])
  expect(output).toEqual(['kept'])
  await again.close()

  second.child.kill('SIGTERM')
  expect(await once(second.child, 'close')).toEqual([0, null])
  expect(existsSync(controlSocketOf(config))).toBe(false)
})

test('the rehearsal makes faults happen by the control socket, and only what it knows', async () => {
  const config = testConfig()
  const { running } = await raise(config)
  expect(
    await controlHost(config.name, config, {
      do: 'add-fault',
      fault: { kind: 'wsman-fault', code: 2_150_859_173, action: 'Create' },
    }),
  ).toEqual({ ok: true })
  await using session = windowsSession(running)
  await expect(session.open()).rejects.toMatchObject({ code: 'quota' })
  expect(await controlHost(config.name, config, { do: 'list-faults' })).toEqual({ ok: true, faults: [] })

  await controlHost(config.name, config, { do: 'fail-iisreset', times: 1 })
  const reset = () => session.pipeline([{ script: 'iisreset /noforce; $LASTEXITCODE' }])
  expect([(await reset()).output.at(-1), (await reset()).output.at(-1)]).toEqual([1, 0])
  const nothing = controlHost(config.name, config, { do: 'set-service', service: 'nothing', mode: 'down' })
  await expect(nothing).rejects.toMatchObject({
    code: 'invalid',
    message: 'LAB-EX01 refuses: There is no service nothing.',
  })
})

test('what one server changes in the organisation, the other answers', async () => {
  const one = testConfig()
  const other = testConfig({ name: 'LAB-EX02', directoryFile: one.directoryFile })
  const [first, second] = await Promise.all([raise(one), raise(other)])
  await using writer = windowsSession(first.running, { endpoint: 'exchange' })
  await using reader = windowsSession(second.running, { endpoint: 'exchange' })
  const Identity = 'LAB-EX02\\ecp (Default Web Site)'
  await writer.pipeline([
    { name: 'Set-EcpVirtualDirectory', parameters: { Identity, ExternalUrl: 'https://mail.example.net/ecp' } },
  ])
  const { output } = await reader.pipeline([{ name: 'Get-EcpVirtualDirectory', parameters: { Identity } }], {
    reads: true,
  })
  expect(
    JSON.stringify(
      output.map((each) => (typeof each === 'object' && each && 'adapted' in each ? [...each.adapted] : each)),
    ),
  ).toContain('https://mail.example.net/ecp')
})

async function raise(config: WindowsHostConfig): Promise<{ child: ChildProcess; running: RunningHost }> {
  const file = join(config.folder, 'config.json')
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 })
  const { words, variables } = hostProcess(file)
  const [program = '', ...rest] = words
  const child = spawn(program, rest, { env: { ...process.env, ...variables }, stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { ports } = JSON.parse(line)
  const host = await makeHost(config)
  return {
    child,
    running: { host, ports, openShells: () => ({ windows: 0, exchange: 0 }), close: async () => undefined },
  }
}
