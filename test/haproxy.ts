import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Secret } from '#lib/secret.ts'
import type { Content } from '#lib/wizard/hosts.ts'

/** Whether this machine has the real one; without it, the tests that need it are skipped. */
export const hasHaproxy = spawnSync('haproxy', ['-v']).status === 0

export type Haproxy = { port(wanted: number): number; log(): string; stop(): Promise<void> }

/**
 * A real HAProxy as a child process. Paths below /etc/haproxy go to a folder of its own, ports to free ones, and it stays
 * the user that started it; everything else of the configuration is as it would be on a node.
 */
export async function startHaproxy(config: string, files: ReadonlyMap<string, Content>): Promise<Haproxy> {
  const place = await placed(config, files)
  const child = spawn('haproxy', ['-db', '-f', place.path], { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  await listening(child, place.ports.get(8405) ?? 0, () => log)
  return {
    port: (wanted) => place.ports.get(wanted) ?? wanted,
    log: () => log,
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      rmSync(place.folder, { recursive: true, force: true })
    },
  }
}

/** What `haproxy -c` says, and with which exit code. */
export async function judge(config: string, files: ReadonlyMap<string, Content>) {
  const { folder, path } = await placed(config, files)
  const { status, stderr } = spawnSync('haproxy', ['-c', '-f', path], { encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  return { exitCode: status, said: stderr }
}

async function placed(config: string, files: ReadonlyMap<string, Content>) {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-haproxy-'))
  const ports = new Map(
    await Promise.all([80, 443, 8404, 8405, 8443].map(async (port) => [port, await freePort()] as const)),
  )
  const text = config
    .replaceAll('/etc/haproxy', folder)
    .replaceAll('/var/lib/haproxy/admin.sock', join(folder, 'admin.sock'))
    .replace(/^ *(chroot|user|group) .*\n/gm, '')
    .replace(/^( *bind \S+):(\d+)/gm, (_, bind: string, port: string) => `${bind}:${ports.get(Number(port))}`)
  const path = join(folder, 'haproxy.cfg')
  writeFileSync(path, text)
  for (const [name, content] of files) {
    const file = name.replace('/etc/haproxy', folder)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content instanceof Secret ? content.reveal() : content)
  }
  return { folder, path, ports }
}

async function listening(child: ChildProcess, port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`HAProxy ended at once:\n${log()}`)
    const answered = await fetch(`http://127.0.0.1:${port}/alive`).catch(() => undefined)
    if (answered?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`HAProxy did not answer:\n${log()}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
