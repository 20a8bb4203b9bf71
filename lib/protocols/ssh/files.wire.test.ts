import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { openTestShell } from '#test/open-test-shell.ts'
import { startSshServer } from '#test/ssh-server.ts'
import { stampOf } from './write-file.ts'

let server: Awaited<ReturnType<typeof startSshServer>>
let shell: Awaited<ReturnType<typeof openTestShell>>
let folder: string
const [owner, group] = ['-un', '-gn'].map((what) => execFileSync('id', [what]).toString().trim())
const options = { mode: 0o640, owner, group }

beforeAll(async () => {
  server = await startSshServer()
  shell = await openTestShell(server)
})
beforeEach(async () => {
  shell.logged.length = 0
  folder = await mkdtemp(join(tmpdir(), 'fairlead-files-'))
  return () => rm(folder, { recursive: true })
})
afterAll(async () => {
  shell.close()
  await server.close()
})

test('a new file has its content, mode and owner, and nothing else is left', async () => {
  const path = join(folder, 'haproxy.cfg')
  expect(await shell.write(path, 'global\n  größe 1\n', options)).toEqual({ previous: undefined })
  expect(await readFile(path, 'utf8')).toBe('global\n  größe 1\n')
  expect((await stat(path)).mode & 0o777).toBe(0o640)
  expect(await readdir(folder)).toEqual(['haproxy.cfg'])
  expect(shell.logged).toEqual([{ line: `wrote ${path} (0640 ${owner}:${group})`, host: 'lab-hap01', level: 'note' }])
})

test('a file of other content is kept beside the new one, with its own mode', async () => {
  const path = join(folder, 'haproxy.cfg')
  await writeFile(path, 'before', { mode: 0o604 })
  const { previous } = await shell.write(path, 'after', options)
  expect(previous).toMatch(/haproxy\.cfg\.\d{4}-\d{2}-\d{2}T\d{6}Z$/)
  expect(await readFile(path, 'utf8')).toBe('after')
  expect(await readFile(previous ?? '', 'utf8')).toBe('before')
  expect((await stat(previous ?? '')).mode & 0o777).toBe(0o604)
  expect(shell.logged[0]?.line).toContain(`previous kept as ${previous}`)
})

test('two changes within one second keep both earlier files', async () => {
  const path = join(folder, 'file')
  for (const content of ['one', 'two', 'three']) await shell.write(path, content, options)
  const contents = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  expect(contents.toSorted()).toEqual(['one', 'three', 'two'])
})

test('the same content again keeps nothing, but puts mode and owner right', async () => {
  const path = join(folder, 'file')
  await writeFile(path, 'same', { mode: 0o600 })
  expect(await shell.write(path, 'same', options)).toEqual({ previous: undefined })
  expect((await stat(path)).mode & 0o777).toBe(0o640)
  expect(await readdir(folder)).toEqual(['file'])
})

test('an empty file can be written, and read as empty', async () => {
  const path = join(folder, 'empty')
  await shell.write(path, '', options)
  expect(await shell.read(path)).toBe('')
})

test('bytes arrive as they are', async () => {
  const path = join(folder, 'root.crl')
  const der = Uint8Array.of(0x30, 0x82, 0, 255, 13, 10, 0xc3, 0x28)
  await shell.write(path, der, options)
  expect(new Uint8Array(await readFile(path))).toEqual(der)
})

test('a secret stands neither in a command line nor in the log', async () => {
  const path = join(folder, 'key.pem')
  await shell.write(path, new Secret('-----BEGIN PRIVATE KEY----- hidden'), { ...options, mode: 0o600 })
  expect(await shell.read(path)).toContain('hidden')
  expect(server.lines.join('\n')).not.toContain('hidden')
  expect(JSON.stringify(shell.logged)).not.toContain('hidden')
})

test('a symbolic link is not written through', async () => {
  const [path, target] = [join(folder, 'link'), join(folder, 'target')]
  await writeFile(target, 'untouched')
  await symlink(target, path)
  await expect(shell.write(path, 'new', options)).rejects.toMatchObject({
    code: 'blocked',
    message: expect.stringContaining(`symbolic link to ${target}`),
  })
  expect(await readFile(target, 'utf8')).toBe('untouched')
})

test.each([
  ['a folder', 'sub', 'blocked', /not a file/],
  ['a path in a folder that is not there', 'none/file', 'not-found', /folder of .* does not exist/],
])('%s is not written', async (_, name, code, message) => {
  await mkdir(join(folder, 'sub'))
  await expect(shell.write(join(folder, name), 'new', options)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  })
})

test('an owner that does not exist leaves the old file and no draft', async () => {
  const path = join(folder, 'file')
  await writeFile(path, 'before')
  await expect(shell.write(path, 'after', { mode: 0o600, owner: 'no-such-user' })).rejects.toMatchObject({
    code: 'command-failed',
    message: expect.stringContaining('no-such-user'),
  })
  expect(await readdir(folder)).toEqual(['file'])
  expect(await readFile(path, 'utf8')).toBe('before')
})

test.each(['relative', '/', '/etc/', '/etc/../passwd', '/etc/a\nb'])(
  '%j is not taken for the path of a file',
  async (path) => {
    await expect(shell.write(path, 'x', options)).rejects.toMatchObject({ code: 'invalid' })
    await expect(shell.read(path)).rejects.toMatchObject({ code: 'invalid' })
  },
)

test('content that arrives cut short never becomes the file', async () => {
  const path = join(folder, 'file')
  await writeFile(path, 'before')
  server.faults.dropDuring = /-start/
  const writing = shell.write(path, 'x'.repeat(40_000_000), options)
  await expect(writing).rejects.toMatchObject({ code: 'outcome-unknown' })
  server.faults.dropDuring = undefined
  await vi.waitFor(() => expect(server.running).toBe(0), { timeout: 10_000 })
  expect(await readdir(folder)).toEqual(['file'])
  expect(await readFile(path, 'utf8')).toBe('before')
})

test('a missing file is undefined, a folder is a failure', async () => {
  expect(await shell.read(join(folder, 'none'))).toBeUndefined()
  await expect(shell.read(folder)).rejects.toMatchObject({
    code: 'command-failed',
    message: expect.stringMatching(/directory/i),
  })
})

test('the kept name sorts by time', () => {
  expect(stampOf(new Date('2026-11-23T10:14:07.123Z'))).toBe('2026-11-23T101407Z')
})
