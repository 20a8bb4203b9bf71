import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { type WindowsHostConfig, windowsHostSchema } from './config.ts'
import { isPrepared } from './make-host.ts'
import { type RunningHost, startWindowsHost } from './start-windows-host.ts'

/** Raises the host that a configuration file describes, in this process. */
export async function raiseHost(configFile: string): Promise<{ config: WindowsHostConfig; running: RunningHost }> {
  const config = windowsHostSchema.parse(JSON.parse(readFileSync(configFile, 'utf8')))
  if (!isPrepared(config))
    execFileSync(process.execPath, [join(env.root, 'lib/rehearsal/windows/prepare-host.ts'), configFile])
  return { config, running: await startWindowsHost(config) }
}
