import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// Prisma downloads its schema engine from a host that a closed network does not reach; `generate` and `validate` need
// none, and setup/schema-engine.mjs stands in for the commands that do.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('./setup/schema-engine.mjs', import.meta.url))

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'file:./node_modules/.cache/scratch.db' },
})
