import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { env } from './env.ts'
import { migrate } from './migrate.ts'

let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'fairlead-prisma-'))
  cpSync(join(env.root, 'prisma'), join(project, 'prisma'), { recursive: true })
  cpSync(join(env.root, 'prisma.config.ts'), join(project, 'prisma.config.ts'))
  for (const name of ['setup', 'node_modules', 'package.json']) symlinkSync(join(env.root, name), join(project, name))
})

afterEach(() => rmSync(project, { recursive: true, force: true }))

/** The Prisma command line of this project, over the stand-in engine, in a copy of the project. */
function prisma(...words: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', ...words], {
    cwd: project,
    env: { ...process.env, DATABASE_URL: `file:${join(project, 'prisma.db')}`, CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8',
  })
  return { code: status, said: stdout + stderr }
}

const diff = () => {
  const ends = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma']
  return prisma('migrate', 'diff', ...ends, '--exit-code')
}

function addColumn() {
  const schema = join(project, 'prisma/schema.prisma')
  const text = readFileSync(schema, 'utf8')
  writeFileSync(schema, text.replace('model Lab {', 'model Lab {\n  note String?'))
}

test('the migrations make the schema', () => {
  expect(diff()).toMatchObject({ code: 0, said: expect.stringContaining('No difference detected') })
})

test('a column that no migration makes is found', () => {
  addColumn()
  expect(diff()).toMatchObject({ code: 2, said: expect.stringContaining('Added column `note`') })
})

test('a database that Fairlead has brought up to date is up to date for Prisma', () => {
  expect(migrate(join(project, 'prisma.db'), join(project, 'prisma/migrations'))).not.toEqual([])
  expect(prisma('migrate', 'status')).toMatchObject({ code: 0, said: expect.stringContaining('up to date') })
})

test('a database that Prisma has brought up to date needs nothing from Fairlead', () => {
  expect(prisma('migrate', 'deploy').code).toBe(0)
  expect(migrate(join(project, 'prisma.db'), join(project, 'prisma/migrations'))).toEqual([])
})

test('approvals of a database of the first version stay, as those of SSH keys', () => {
  const [file, folder] = [join(project, 'prisma.db'), join(project, 'first')]
  const first = '20261123000000_first'
  cpSync(join(project, 'prisma/migrations', first), join(folder, first), { recursive: true })
  migrate(file, folder)
  const database = new Database(file)
  database.exec(`INSERT INTO Lab (id, name, kind) VALUES ('lab1', 'Lab', 'real');
    INSERT INTO HostIdentity (labId, host, algorithm, offeredFingerprint, offeredAt, approvedFingerprint, approvedBy)
    VALUES ('lab1', 'lab-hap01', 'ssh-ed25519', 'SHA256:key', '2026-11-23', 'SHA256:key', 'Administrator')`)
  migrate(file, join(project, 'prisma/migrations'))
  const rows = database.prepare('SELECT host, protocol, approvedFingerprint, approvedBy FROM HostIdentity').all()
  database.close()
  expect(rows).toEqual([
    { host: 'lab-hap01', protocol: 'ssh', approvedFingerprint: 'SHA256:key', approvedBy: 'Administrator' },
  ])
})

test('a database that is not there is named, not made', () => {
  const { code, said } = prisma('migrate', 'status')
  expect(code).toBe(1)
  expect(said).toContain(`There is no database ${join(project, 'prisma.db')}.`)
  expect(readdirSync(project)).not.toContain('prisma.db')
})

test('a new migration is made without a network', () => {
  addColumn()
  expect(prisma('migrate', 'dev', '--name', 'add-note')).toMatchObject({ code: 0 })
  const made = readdirSync(join(project, 'prisma/migrations')).find((name) => name.endsWith('add_note')) ?? ''
  expect(readFileSync(join(project, 'prisma/migrations', made, 'migration.sql'), 'utf8')).toContain(
    'ALTER TABLE "Lab" ADD COLUMN "note" TEXT;',
  )
  expect(diff().code).toBe(0)
})

test('a migration that SQLite refuses is named', () => {
  const [first = ''] = readdirSync(join(project, 'prisma/migrations'))
  writeFileSync(join(project, 'prisma/migrations', first, 'migration.sql'), 'CREATE TABLE broken (')
  expect(diff()).toMatchObject({ code: 1, said: expect.stringMatching(new RegExp(`${first}[^]*incomplete input`)) })
})
