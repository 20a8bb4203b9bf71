import { raiseHost } from './raise-host.ts'

/** One simulated Windows host as a process of its own: `node host.ts CONFIG.json`. Prints its ports when it is up. */
const [, , configFile] = process.argv
if (!configFile) throw new Error('Name the configuration file of the host: node host.ts CONFIG.json')
const { config, running } = await raiseHost(configFile)
process.stdout.write(`${JSON.stringify({ host: config.name, ports: running.ports })}\n`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    running.close().finally(() => process.exit(0))
  })
}
