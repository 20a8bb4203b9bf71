import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withLock } from './lock.ts'

let folder: string
let file: string
const signal = new AbortController().signal

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'))
  file = join(folder, 'lock')
})
afterAll(() => rm(folder, { recursive: true }))

test('one works at a time, and the next is told that it waits', async () => {
  const order: string[] = []
  const first = Promise.withResolvers<void>()
  const began = Promise.withResolvers<void>()
  const one = withLock(file, { signal }, async () => {
    order.push('one begins')
    began.resolve()
    await first.promise
    order.push('one ends')
  })
  await began.promise
  const two = withLock(file, { signal, onWait: first.resolve }, async () => void order.push('two'))
  await Promise.all([one, two])
  expect(order).toEqual(['one begins', 'one ends', 'two'])
})

test('the lock is free after work that failed', async () => {
  await expect(withLock(file, { signal }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(file, { signal }, async () => 'free')).toBe('free')
})

test('the lock is free after its holder was killed', async () => {
  const script = `import('${join(import.meta.dirname, 'lock.ts')}').then(({ withLock }) =>
    withLock('${file}', { signal: AbortSignal.timeout(60_000) }, () => { console.log('held'); return new Promise((r) => setTimeout(r, 60_000)) }))`
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  expect(await withLock(file, { signal: AbortSignal.timeout(5000) }, async () => 'free')).toBe('free')
})

test('who waits can give up', async () => {
  const done = Promise.withResolvers<void>()
  const began = Promise.withResolvers<void>()
  const holding = withLock(file, { signal }, async () => {
    began.resolve()
    await done.promise
  })
  await began.promise
  const waiting = withLock(file, { signal: AbortSignal.timeout(50) }, async () => 'never')
  await expect(waiting).rejects.toThrow('timeout')
  done.resolve()
  await holding
})

test('a lock that cannot be is said to be so', async () => {
  const nowhere = join(folder, 'nothing/lock')
  await expect(withLock(nowhere, { signal }, async () => 'never')).rejects.toMatchObject({ code: 'host-unfit' })
})
