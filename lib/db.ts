import { join } from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaClient } from '#generated/prisma/client.ts'
import { env } from './env.ts'
import { migrate } from './migrate.ts'

const file = join(env.data, 'fairlead.db')

/** Opens, and brings up to date, at the first query: importing this file touches nothing. */
class Sqlite extends PrismaBetterSqlite3 {
  override async connect() {
    migrate(file, join(env.root, 'prisma/migrations'))
    return super.connect()
  }
}

// Next bundles pages, actions and instrumentation apart from each other; only globalThis is shared among them.
const shared = globalThis as typeof globalThis & { fairleadDb?: PrismaClient }

export const db: PrismaClient =
  shared.fairleadDb ?? new PrismaClient({ adapter: new Sqlite({ url: `file:${file}`, timeout: 10_000 }) })
shared.fairleadDb = db
