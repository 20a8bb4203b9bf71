import { beforeEach, expect, test } from 'vitest'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import { makeLab, partOf, scripted, travel } from '#test/journey.ts'
import { closeStep, openRun, openStep } from './journal.ts'
import { redactor } from './redact.ts'
import { blocked } from './step.ts'

beforeEach(async () => {
  await db.lab.deleteMany()
  await makeLab()
})

const outcomes = (run: { steps: { stepId: string; outcome: string | null }[] }) =>
  run.steps.map(({ stepId, outcome }) => `${stepId} ${outcome}`)

test('a run looks, changes, looks again, and keeps what it found', async () => {
  const step = scripted('set-it', { plan: async () => [{ host: 'machine', summary: 'Would set it.' }] })
  const run = await travel([partOf('one', step)])
  expect(step.calls).toEqual(['check', 'apply', 'check'])
  expect(run).toMatchObject({ outcome: 'done', activeLabId: null })
  expect(run.steps[0]).toMatchObject({ outcome: 'changed', found: 'set-it is not so', detail: 'set-it is so' })
  expect(run.steps[0]?.changes).toEqual([{ host: 'machine', summary: 'Would set it.' }])
})

test('a second run changes nothing and says so', async () => {
  const steps = [scripted('first'), scripted('second')]
  await travel([partOf('one', ...steps)])
  const second = await travel([partOf('one', ...steps)])
  expect(outcomes(second)).toEqual(['first satisfied', 'second satisfied'])
  expect(steps.flatMap(({ calls }) => calls).filter((call) => call === 'apply')).toHaveLength(2)
})

test('a run stops at the first Step that needs a person, and leaves the rest alone', async () => {
  const stuck = scripted('stuck', {
    check: async () =>
      blocked('The address is taken.', 'Choose another.', { part: 'one', field: 'value', label: 'Go' }),
  })
  const after = scripted('after')
  const run = await travel([partOf('one', stuck, after)])
  expect(run.outcome).toBe('blocked')
  expect(run.steps).toHaveLength(1)
  expect(run.steps[0]).toMatchObject({
    outcome: 'blocked',
    failureMessage: 'The address is taken.',
    failureRemedy: 'Choose another.',
  })
  expect(run.steps[0]?.failureFix).toEqual({ part: 'one', field: 'value', label: 'Go' })
  expect(after.calls).toEqual([])
})

test('a change that cannot be proven is a failure, not a success', async () => {
  const run = await travel([partOf('one', scripted('lies', { apply: async () => {} }))])
  expect(run.steps[0]).toMatchObject({ outcome: 'failed', failureCode: 'not-verified' })
})

test('a look that could not be made fails the Step with the cause in its row', async () => {
  const cause = new Error('ECONNRESET')
  const step = scripted('unreachable', {
    check: async () => {
      throw new Failure('unreachable', { message: 'LAB-EX01 cannot be reached.', remedy: 'Check the cable.', cause })
    },
  })
  const run = await travel([partOf('one', step)])
  expect(run.steps[0]).toMatchObject({
    outcome: 'failed',
    failureCode: 'unreachable',
    failureCause: 'Error: ECONNRESET',
  })
})

test('a dry run changes nothing and tells what would be done, also where a later Step cannot be looked at yet', async () => {
  const first = scripted('install', {
    plan: async () => [{ host: 'machine', summary: 'Would install it.', command: 'apt-get install it' }],
  })
  const second = scripted('configure', {
    check: async () => {
      throw new Failure('command-failed', { message: 'it: command not found' })
    },
  })
  const run = await travel([partOf('one', first, second)], { kind: 'look' })
  expect(outcomes(run)).toEqual(['install pending', 'configure pending'])
  expect(run.steps[1]?.detail).toBe('Can be looked at after “Title of install”.')
  expect(first.calls).toEqual(['check'])
})

test('a lab has one run at a time, and the refusal tells since when and where', async () => {
  const runId = await openRun({ labId: 'lab1', kind: 'apply' })
  await openStep({ runId, partId: 'one', stepId: 'set-it', fingerprint: '' })
  await expect(openRun({ labId: 'lab1', kind: 'look' })).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('"set-it"'),
  })
})

test('what has ended stays as it ended', async () => {
  const runId = await openRun({ labId: 'lab1', kind: 'apply' })
  const stepRunId = await openStep({ runId, partId: 'one', stepId: 'set-it', fingerprint: '' })
  expect(await closeStep(stepRunId, { outcome: 'cancelled' }, redactor([]))).toBe(true)
  expect(await closeStep(stepRunId, { outcome: 'changed' }, redactor([]))).toBe(false)
  expect(await db.stepRun.findUnique({ where: { id: stepRunId } })).toMatchObject({ outcome: 'cancelled' })
})

test('stopping ends the Step at work as cancelled and begins no other', async () => {
  const controller = new AbortController()
  const waits = scripted('waits', {
    apply: ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        controller.abort()
      }),
  })
  const after = scripted('after')
  const run = await travel([partOf('one', waits, after)], {}, { signal: controller.signal })
  expect(run).toMatchObject({ outcome: 'cancelled' })
  expect(outcomes(run)).toEqual(['waits cancelled'])
})

test('a Step that takes too long is told apart from one that was stopped', async () => {
  const slow = scripted('slow', {
    timeoutMs: 20,
    apply: ({ signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  })
  const run = await travel([partOf('one', slow)])
  expect(run.steps[0]).toMatchObject({ outcome: 'timedOut', failureCode: 'timed-out' })
})

test('undo goes backwards, puts back what was kept first, and forgets it', async () => {
  const order: string[] = []
  const step = (id: string) =>
    scripted(id, {
      async apply({ before }) {
        await before.keep('value', `before ${id}`)
        await before.keep('value', 'a later value')
      },
      verify: async () => ({ state: 'satisfied', detail: 'so' }),
      async undo({ before }) {
        order.push(`${id}: ${await before.recall('value')}`)
      },
    })
  const parts = [partOf('one', step('first'), step('second'))]
  await travel(parts)
  const run = await travel(parts, { kind: 'undo' })
  expect(outcomes(run)).toEqual(['second undone', 'first undone'])
  expect(order).toEqual(['second: before second', 'first: before first'])
  expect(await db.beforeValue.count()).toBe(0)
})

test('no known secret reaches log, finding, failure, change or evidence', async () => {
  const secret = new Secret('hunter2-hunter2')
  const step = scripted('talks', {
    async check({ log, prove }) {
      log('the password is hunter2-hunter2', { host: 'machine' })
      prove({ kind: 'fact', subject: 'login', data: [{ name: 'password', value: 'hunter2-hunter2' }] })
      throw new Failure('auth-rejected', {
        message: 'hunter2-hunter2 was refused',
        cause: new Error('bad password hunter2-hunter2'),
      })
    },
  })
  const run = await travel([partOf('one', step)], {}, { secrets: [secret] })
  expect(JSON.stringify(run)).not.toContain('hunter2')
  expect(run.steps[0]?.lines.map(({ text }) => text)).toContain('the password is [secret]')
})

test('a secret that a Step makes during the run is redacted from then on', async () => {
  const step = scripted('makes', {
    async apply({ keep, log }) {
      await keep.writeSecret('new', new Secret('fresh-secret-value'))
      log('made fresh-secret-value')
    },
    verify: async () => ({ state: 'satisfied', detail: 'so' }),
  })
  const run = await travel([partOf('one', step)])
  expect(run.steps[0]?.lines.map(({ text }) => text)).toEqual(['made [secret]'])
  expect((await db.kept.findMany()).map(({ text }) => text)).toEqual([null])
})

test('lines keep their order and their host', async () => {
  const step = scripted('chatty', {
    async apply({ log }) {
      for (let line = 1; line <= 500; line += 1) log(`line ${line}`, { host: 'machine', level: 'output' })
    },
    verify: async () => ({ state: 'satisfied', detail: 'so' }),
  })
  const run = await travel([partOf('one', step)])
  expect(run.steps[0]?.lines.map(({ text }) => text)).toEqual(
    Array.from({ length: 500 }, (_, index) => `line ${index + 1}`),
  )
})

test('where the way to the machines cannot be opened, the first Step says why', async () => {
  const failure = new Failure('unreachable', { message: 'The relay is down.', remedy: 'Raise the machines.' })
  const run = await travel([partOf('one', scripted('first'), scripted('second'))], {}, { openFails: failure })
  expect(run.outcome).toBe('failed')
  expect(run.steps).toHaveLength(1)
  expect(run.steps[0]).toMatchObject({ stepId: 'first', outcome: 'failed', failureMessage: 'The relay is down.' })
})
