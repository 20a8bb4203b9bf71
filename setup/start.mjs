import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { debianPackages } from './debian.mjs'
import { environment, node, root } from './place.mjs'
import { build, prepare } from './prepare.mjs'
import { say } from './say.mjs'

const { values } = parseArgs({
  options: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: process.env.PORT } },
})
const FIRST_PORT = 8413

await prepare()
await debianPackages('rehearsal')
await build()
await serve()

async function serve() {
  const isLoopback = /^(127\.|localhost$|::1$)/.test(values.host)
  const port = values.port ? Number(values.port) : await freePort(FIRST_PORT)
  const key = isLoopback ? undefined : randomBytes(24).toString('base64url')
  const env = environment({
    PORT: String(port),
    HOSTNAME: values.host,
    NODE_ENV: 'production',
    FAIRLEAD_HOST: values.host,
    ...(key && { FAIRLEAD_ACCESS_KEY: key }),
  })
  const words = [join(root, '.next/standalone/server.js')]
  const server = spawn(node(), words, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
  server.once('exit', (code) => process.exit(code ?? 0))

  const local = `http://${isLoopback ? values.host : '127.0.0.1'}:${port}`
  await answering(`${local}/api/health`, server)
  if (key) {
    say(`listening on ${values.host}: whoever reaches port ${port} and has the key below can change your Exchange lab.`)
    say('the connection is not encrypted; use it only on a network you trust, or through an SSH tunnel.')
  }
  process.stdout.write(`Fairlead is ready: ${key ? `http://${values.host}:${port}/enter?key=${key}` : local}\n`)
}

/** The wished port, or the next one that nobody uses. */
function freePort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    const last = new Error(`No port from ${FIRST_PORT} to ${port} is free. Choose one with --port.`)
    probe.once('error', () => (port < FIRST_PORT + 100 ? resolve(freePort(port + 1)) : reject(last)))
    probe.listen(port, values.host, () => probe.close(() => resolve(port)))
  })
}

async function answering(url, server) {
  while (server.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
