import { join } from 'node:path'
import { env } from '#lib/env.ts'

/**
 * How a host is started as a process of its own, in its namespace: words and variables. The young generation is kept small
 * and what Node makes of the sources is kept in the data folder, because a lab has five of these.
 */
export function hostProcess(configFile: string): { words: string[]; variables: Record<string, string> } {
  return {
    words: [
      process.execPath,
      '--max-semi-space-size=1',
      '--max-old-space-size=96',
      join(env.root, 'lib/rehearsal/windows/host.ts'),
      configFile,
    ],
    variables: { FAIRLEAD_ROOT: env.root, NODE_COMPILE_CACHE: join(env.data, 'compile-cache') },
  }
}
