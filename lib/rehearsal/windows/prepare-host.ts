import { readFileSync } from 'node:fs'
import { windowsHostSchema } from './config.ts'
import { makeHost } from './make-host.ts'

/**
 * Writes the first state of a host and ends: `node prepare-host.ts CONFIG.json`. Making certificates loads much that a host
 * never needs again, so it is done in a process of its own.
 */
const [, , configFile] = process.argv
if (!configFile) throw new Error('Name the configuration file of the host: node prepare-host.ts CONFIG.json')
await makeHost(windowsHostSchema.parse(JSON.parse(readFileSync(configFile, 'utf8'))))
