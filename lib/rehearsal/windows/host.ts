import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { windowsHostSchema } from './config.ts'
import { isPrepared } from './make-host.ts'
import { startWindowsHost } from './start-windows-host.ts'

/** One simulated Windows host as a process of its own: `node host.ts CONFIG.json`. Prints its ports when it is up. */
const [, , configFile] = process.argv
if (!configFile) throw new Error('Name the configuration file of the host: node host.ts CONFIG.json')
const config = windowsHostSchema.parse(JSON.parse(readFileSync(configFile, 'utf8')))
if (!isPrepared(config))
  execFileSync(process.execPath, [join(env.root, 'lib/rehearsal/windows/prepare-host.ts'), configFile])
const running = await startWindowsHost(config)
process.stdout.write(`${JSON.stringify({ host: config.name, ports: running.ports })}\n`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    running.close().finally(() => process.exit(0))
  })
}
