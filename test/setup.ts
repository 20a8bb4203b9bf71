import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest'
import { defaultData } from '#lib/default-data.ts'

// Each test file has a data folder of its own (database, key, labs); the nodes' file system is shared, for it takes a minute to make.
const data = mkdtempSync(join(tmpdir(), 'fairlead-'))
process.env.FAIRLEAD_IMAGES ??= join(process.env.FAIRLEAD_DATA ?? defaultData(), 'images')
process.env.FAIRLEAD_DATA = data
process.env.FAIRLEAD_ROOT = process.cwd()

afterAll(() => rmSync(data, { recursive: true, force: true }))

// Noise is failure: a test that expects an error on the console says so by mocking it itself.
beforeEach(() => {
  vi.spyOn(console, 'error')
  vi.spyOn(console, 'warn')
})

afterEach(() => {
  expect(vi.mocked(console.error).mock.calls).toEqual([])
  expect(vi.mocked(console.warn).mock.calls).toEqual([])
  vi.restoreAllMocks()
})
