import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { env } from '#lib/env.ts'
import { hostPicture, processesWith } from '#test/host-picture.ts'
import { nodeImage, sweepImages } from './build.ts'

let images: string

beforeEach(async () => {
  images = await mkdtemp(join(tmpdir(), 'fairlead-images-'))
})
afterEach(() => rm(images, { recursive: true, force: true }))

test('a wizard that is killed while it makes the image leaves nothing but what is swept', async () => {
  const before = hostPicture()
  const wizard = spawn(process.execPath, [join(env.root, 'test/raise-lab.ts'), join(images, 'labs'), 'killed'], {
    env: { ...process.env, FAIRLEAD_IMAGES: images },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await until(() => existsSync(join(images, '.bookworm.building/root/proc')))
  wizard.kill('SIGKILL')
  await once(wizard, 'close')
  await until(() => processesWith(images).length === 0)
  await sweepImages(images)
  expect((await readdir(images)).filter((name) => name.includes('bookworm') && !name.endsWith('.lock'))).toEqual([])
  expect(hostPicture()).toEqual(before)
})

test('an image that is no longer wanted is not finished', async () => {
  const stop = new AbortController()
  const made = nodeImage('bookworm', { log: () => {}, signal: stop.signal }, images)
  await until(() => existsSync(join(images, '.bookworm.building/root/proc')))
  stop.abort(new Error('the administrator pressed Stop'))
  await expect(made).rejects.toThrow('pressed Stop')
  expect(processesWith(images)).toEqual([])
  expect(await readdir(images)).toEqual(['.bookworm.lock'])
})

async function until(isSo: () => boolean) {
  const late = AbortSignal.timeout(60_000)
  while (!isSo()) {
    late.throwIfAborted()
    await delay(20)
  }
}
