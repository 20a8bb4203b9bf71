import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { Failure } from './failure.ts'

/**
 * Applies `<folder>/<name>/migration.sql` in order and records them in `_prisma_migrations` as `prisma migrate deploy` does
 * (SHA-256 of the file), so that both can be used on the same database. The database is copied aside first: SQLite
 * migrations are not one transaction in Prisma's books, and a lab's history is not to be lost.
 */
export function migrate(file: string, folder: string): string[] {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const isNew = !existsSync(file)
  const database = new Database(file, { timeout: 10_000 })
  try {
    if (isNew) chmodSync(file, 0o600)
    database.pragma('journal_mode = WAL')
    database.exec(MIGRATIONS_TABLE)
    const pending = unapplied(database, folder)
    if (pending.length > 0 && !isNew) keepCopy(database, file)
    for (const { name, sql, checksum } of pending) apply(database, name, sql, checksum)
    return pending.map(({ name }) => name)
  } finally {
    database.close()
  }
}

type Applied = { migration_name: string; checksum: string; finished_at: string | null }

function unapplied(database: Database.Database, folder: string) {
  const rows = database
    .prepare<[], Applied>('SELECT migration_name, checksum, finished_at FROM _prisma_migrations')
    .all()
  const half = rows.find((row) => !row.finished_at)
  if (half) {
    throw new Failure('unexpected', {
      message: `The database change "${half.migration_name}" was not finished earlier.`,
      remedy: 'Put back the copy that lies beside the database (fairlead.db.before-…), then start again.',
    })
  }
  const known = new Set(rows.map((row) => row.migration_name))
  return readdirSync(folder)
    .sort()
    .filter((name) => !known.has(name) && existsSync(join(folder, name, 'migration.sql')))
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

function apply(database: Database.Database, name: string, sql: string, checksum: string) {
  // Two processes may start at once: the second one waits here and then finds the work done.
  database
    .transaction(() => {
      const done = database.prepare('SELECT 1 FROM _prisma_migrations WHERE migration_name = ?').get(name)
      if (done) return
      database.exec(sql)
      const now = new Date().toISOString().replace('Z', '+00:00')
      database
        .prepare(
          'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)',
        )
        .run(randomUUID(), checksum, name, now, now)
    })
    .immediate()
}

function keepCopy(database: Database.Database, file: string) {
  database.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(file, `${file}.before-${new Date().toISOString().replaceAll(':', '')}`)
}

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`
