import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { env } from '#lib/env.ts'
import { JsonDocument } from './json-document.ts'

const folder = mkdtempSync(join(tmpdir(), 'document-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fresh = () => join(folder, `${crypto.randomUUID()}.json`)

test('two processes that change it at once lose nothing of each other', async () => {
  const path = fresh()
  const script = `
    import { JsonDocument } from '${join(env.root, 'lib/rehearsal/windows/state/json-document.ts')}'
    const document = new JsonDocument(process.argv[1], () => ({ count: 0 }))
    for (let at = 0; at < 50; at += 1) await document.change((draft) => { draft.count += 1 })`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, path])
  await Promise.all([run(), run()])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ count: 100 })
})

test('a change that throws changes nothing, and the next one goes through', async () => {
  const document = new JsonDocument(fresh(), () => ({ count: 0 }))
  await expect(
    document.change(() => {
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await document.change((draft) => {
    draft.count += 1
  })
  expect(document.read()).toEqual({ count: 1 })
})

test('the lock of a process that died while it wrote is taken over', async () => {
  const path = fresh()
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', 'console.log(process.pid)'])
  writeFileSync(`${path}.lock`, stdout.trim())
  const document = new JsonDocument(path, () => ({ count: 0 }))
  await document.change((draft) => {
    draft.count += 1
  })
  expect(document.read()).toEqual({ count: 1 })
})

test('a reader sees what another process wrote', async () => {
  const path = fresh()
  const [one, other] = [new JsonDocument(path, () => ({ count: 0 })), new JsonDocument(path, () => ({ count: 0 }))]
  await one.change((draft) => {
    draft.count = 7
  })
  expect(other.read().count).toBe(7)
  await other.change((draft) => {
    draft.count = 8
  })
  expect(one.read().count).toBe(8)
})
