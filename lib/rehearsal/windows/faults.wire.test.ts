import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PipelineOptions } from '#lib/protocols/psrp/session.ts'
import { testConfig } from '#test/windows-host.ts'
import { windowsSession } from '#test/windows-session.ts'
import { type FaultKind, faultSchema } from './faults.ts'
import { type RunningHost, startWindowsHost } from './start-windows-host.ts'

let running: RunningHost
beforeAll(async () => {
  running = await startWindowsHost(testConfig())
})
beforeEach(() => running.host.faults.clear())
afterAll(() => running.close())

/** Restarts IIS, which counts how often it really happened, while a fault waits for that pipeline. */
async function restartIisUnder(kind: FaultKind, action: string, options: PipelineOptions, times = 1) {
  await using session = windowsSession(running, { operationTimeoutMs: 1000 })
  await session.open()
  running.host.faults.add(faultSchema.parse({ kind, action, cmdlet: 'iisreset', times, ms: 200, code: 2_150_859_173 }))
  const before = running.host.state.read().iis.restarts
  const outcome = await session.pipeline([{ name: 'iisreset' }], options).then(
    () => 'done',
    (error) => error.code,
  )
  const { restarts } = running.host.state.read().iis
  return { outcome, ran: restarts - before }
}

test.each([
  ['drop-before', 'Command', 'outcome-unknown', 0],
  ['drop-before', 'Receive', 'outcome-unknown', 1],
  ['drop-after', 'Command', 'outcome-unknown', 1],
  ['drop-after', 'Receive', 'outcome-unknown', 1],
  ['server-error', 'Command', 'outcome-unknown', 0],
  ['server-error', 'Receive', 'outcome-unknown', 1],
  ['wrong-signature', 'Command', 'outcome-unknown', 1],
  ['wrong-signature', 'Receive', 'outcome-unknown', 1],
  ['unsealed-reply', 'Command', 'outcome-unknown', 1],
  ['unsealed-reply', 'Receive', 'outcome-unknown', 1],
  ['wsman-fault', 'Command', 'quota', 0],
  ['unauthorised', 'Command', 'done', 1],
  ['unauthorised', 'Receive', 'done', 1],
  ['slow', 'Command', 'done', 1],
  ['slow', 'Receive', 'done', 1],
] as const)(
  'a write under %s of its %s ends as %s, and is never carried out twice',
  async (kind, action, outcome, ran) => {
    expect(await restartIisUnder(kind, action, { timeoutMs: 10_000 })).toEqual({ outcome, ran })
  },
)

test.each(['drop-before', 'drop-after', 'server-error', 'wrong-signature', 'unsealed-reply'] as const)(
  'a read whose reply was lost by %s is sent again, once',
  async (kind) => {
    const { outcome } = await restartIisUnder(kind, 'Receive', { reads: true, timeoutMs: 10_000 })
    expect(outcome).toBe('done')
  },
)

test.each([
  ['wrong-signature', 'protocol'],
  ['unsealed-reply', 'encryption-required'],
  ['drop-after', 'unreachable'],
] as const)('a host that always answers with %s is told as %s', async (kind, code) => {
  const { outcome } = await restartIisUnder(kind, 'Receive', { reads: true, timeoutMs: 10_000 }, 20)
  expect(outcome).toBe(code)
})

test('a host that takes a write and says nothing does not hold its client for longer than it was given', async () => {
  const started = performance.now()
  const { outcome, ran } = await restartIisUnder('hang', 'Command', { timeoutMs: 700 })
  expect({ outcome, ran }).toEqual({ outcome: 'outcome-unknown', ran: 0 })
  expect(performance.now() - started).toBeLessThan(9_000)
})

test('characters that straddle fragments arrive whole', async () => {
  running.host.faults.add({ kind: 'split-output', bytes: 7 })
  await using session = windowsSession(running)
  const text = 'Grüße 世界 🎩 '.repeat(40)
  const { output } = await session.pipeline([{ name: 'Write-Output', parameters: { InputObject: text } }])
  expect(output).toEqual([text])
})
