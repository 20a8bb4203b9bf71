import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'

/**
 * Calls one method of the engine by name. What the WebAssembly build lacks beside the native one is added here; each such
 * place says what it lacks (engine 7.10).
 */
export function engineFor({ file, datamodels }) {
  load()
  const schema = datamodels.map((path) => [path, readFileSync(path, 'utf8')])

  return async (method, params) => {
    if (method === 'reset') return empty(file)
    const call = () => withEngine(file, schema, (fresh) => ask(fresh, method, params))
    try {
      return await call()
    } catch (error) {
      // The native engine takes a missing table for an empty history.
      if (!/_prisma_migrations.*does not exist|no such table.*_prisma_migrations/.test(error.message)) throw error
      await withAdapter(file, (adapter) => adapter.executeScript(MIGRATIONS_TABLE))
      return await call()
    }
  }
}

async function ask(fresh, method, params) {
  if (method === 'getDatabaseVersion') return fresh.version(params)
  // Only devDiagnostic gives the engine its shadow database, which these two need as well.
  if (method === 'evaluateDataLoss' || method === 'createMigration')
    await fresh.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
  return fresh[method](params)
}

/** A fresh engine for every call, because a failed one keeps stale state; no engine ever closes what it has opened. */
async function withEngine(file, schema, work) {
  const opened = []
  const factory = bindMigrationAwareSqlAdapterFactory(factoryOf(file, opened))
  const fresh = await engine.SchemaEngine.new({ datamodels: schema.length > 0 ? schema : undefined }, () => {}, factory)
  try {
    return await work(fresh)
  } catch (error) {
    throw named(error, factory.errorRegistry)
  } finally {
    fresh.free()
    for (const adapter of opened) await adapter.dispose()
  }
}

async function withAdapter(file, work) {
  const opened = []
  try {
    await work(await factoryOf(file, opened).connect())
  } finally {
    for (const adapter of opened) await adapter.dispose()
  }
}

function factoryOf(file, opened) {
  const factory = new PrismaBetterSqlite3({ url: file ?? ':memory:' })
  const kept = (connect) => async () => {
    const adapter = takingScripts(await connect.call(factory))
    opened.push(adapter)
    return adapter
  }
  return Object.assign(factory, { connect: kept(factory.connect), connectToShadowDb: kept(factory.connectToShadowDb) })
}

/** The engine replays a whole migration as one statement, which the driver refuses. */
function takingScripts(adapter) {
  const executeRaw = adapter.executeRaw.bind(adapter)
  adapter.executeRaw = async (query) => {
    try {
      return await executeRaw(query)
    } catch (error) {
      if (query.args.length > 0 || !/more than one statement/.test(`${error.message} ${error.cause?.message}`))
        throw error
      await adapter.executeScript(query.sql)
      return 0
    }
  }
  return adapter
}

/** An error of the driver comes back as a number; what it was is asked from the registry. */
function named(error, registry) {
  const [whole, id] = /External error id#(\d+)/.exec(error?.message ?? '') ?? []
  const inner = id && registry.consumeError(Number(id))?.error
  if (inner) error.message = error.message.replace(whole, inner.message ?? String(inner))
  return error
}

/** The engine's own reset leaves the tables where they are. */
function empty(file) {
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
  writeFileSync(file, '', { mode: 0o600 })
  return null
}

function load() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message() {} }
  const path = new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const module = new WebAssembly.Module(readFileSync(path))
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': engine })
  engine.__wbg_set_wasm(exports)
  exports.__wbindgen_start()
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
