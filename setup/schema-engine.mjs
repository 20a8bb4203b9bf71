#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { node } from './place.mjs'

/**
 * Stands in for Prisma's native schema engine, which the Prisma command line would download: the same engine as WebAssembly,
 * behind the binary's own protocol (JSON-RPC 2.0, one message a line, on standard input and output). SQLite only.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true, short: 'd' },
    datasource: { type: 'string' },
    version: { type: 'boolean', short: 'V' },
  },
})

// The command line starts this file with whatever `node` comes first; the database driver crashes an old one.
if (node() !== process.execPath && !process.env.FAIRLEAD_SCHEMA_ENGINE) {
  const words = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const env = { ...process.env, FAIRLEAD_SCHEMA_ENGINE: 'started' }
  process.exit(spawnSync(node(), words, { stdio: 'inherit', env }).status ?? 1)
}

const url = options.datasource ? JSON.parse(options.datasource).url : undefined
const file = url?.replace(/^file:/, '').replace(/\?.*$/, '')

if (options.version) {
  const { enginesVersion } = createRequire(import.meta.url)('@prisma/engines-version')
  process.stdout.write(`schema-engine-cli ${enginesVersion}\n`)
} else if (positionals[0] === 'cli') answerOnce(positionals[1])
else {
  const { engineFor } = await import('./schema-engine-wasm.mjs')
  await converse(engineFor({ file, datamodels: options.datamodels ?? [] }))
}

/** The few questions about the database itself. */
function answerOnce(command) {
  if (command === 'can-connect-to-database' && !existsSync(file)) return fail('P1003', `There is no database ${file}.`)
  if (command === 'create-database' && !existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, '', { mode: 0o600 })
  }
  if (command === 'drop-database') for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** The command line reads what is wrong from the log on standard error, of which it skips the first line. */
function fail(code, message) {
  log('INFO', { message: 'Starting' })
  log('ERROR', { message, is_panic: false, error_code: code })
  process.exitCode = 1
}

function log(level, fields) {
  const line = { level, target: 'schema_engine::logger', timestamp: new Date().toISOString(), fields }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}

/** One request after the other, until the other side closes. A message without a method acknowledges one of ours. */
async function converse(call) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line)
    if (method) send(await answer(call, id, method, params))
  }
}

async function answer(call, id, method, params) {
  try {
    const result = await call(method, params)
    if (method !== 'diff' || result.stdout == null) return { id, result: result ?? null }
    send({ id: `print ${id}`, method: 'print', params: { content: result.stdout } })
    return { id, result: { ...result, stdout: null } }
  } catch (error) {
    const { message, code = null } = error
    const data = { message, error_code: code, is_panic: error.name === 'RuntimeError', error: { message } }
    return { id, error: { code: 4466, message, data } }
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}
