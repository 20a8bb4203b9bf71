import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { defaultData } from '#lib/default-data.ts'

const root = process.cwd()

/** The built wizard as its own process, with a data folder of its own, so that it can be killed and started again. */
export class Wizard {
  readonly data = mkdtempSync(join(tmpdir(), 'fairlead-e2e-'))
  readonly url: string
  readonly #port: number
  #server: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
  }

  static async create(): Promise<Wizard> {
    const wizard = new Wizard(await freePort())
    await wizard.start()
    return wizard
  }

  async start(): Promise<void> {
    this.#server = spawn(process.execPath, [join(root, '.next/standalone/server.js')], {
      cwd: root,
      env: { ...this.environment(), PORT: String(this.#port), HOSTNAME: '127.0.0.1', NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await answering(`${this.url}/api/health`)
  }

  /** As a crash does it: nothing is said, nothing is tidied. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const server = this.#server
    if (!server || server.exitCode !== null) return
    server.kill(signal)
    await once(server, 'exit')
  }

  async end(): Promise<void> {
    await this.kill('SIGTERM')
    execFileSync(process.execPath, [join(root, 'cli/fairlead.ts'), 'delete', '--all'], {
      env: this.environment(),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    rmSync(this.data, { recursive: true, force: true })
  }

  environment() {
    return {
      ...process.env,
      FAIRLEAD_ROOT: root,
      FAIRLEAD_DATA: this.data,
      FAIRLEAD_IMAGES: process.env.FAIRLEAD_IMAGES ?? join(defaultData(), 'images'),
    }
  }
}

export const test = base.extend<{ wizard: Wizard }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  wizard: async ({}, use) => {
    const wizard = await Wizard.create()
    await use(wizard)
    await wizard.end()
  },
})

export { expect } from '@playwright/test'

async function answering(url: string) {
  const limit = AbortSignal.timeout(20_000)
  for (;;) {
    const answer = await fetch(url, { signal: limit }).catch(() => undefined)
    if (answer?.ok) return
    limit.throwIfAborted()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
