import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

// From here on Node runs TypeScript as it is.
const LEAST_NODE = [22, 18]

/** The Node that everything runs on: the one from the npm registry where the host's own is too old for a dependency. */
export function node() {
  const own = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')
  if (existsSync(own)) return own
  if (isEnough(process.versions.node)) return process.execPath
  throw new Error(
    `Fairlead needs Node ${LEAST_NODE.join('.')} or newer, and the npm registry has none for ${process.platform} ${process.arch}. Install it, then try again.`,
  )
}

function isEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])
}

/** The environment of every process that the set-up starts. */
export function environment(more = {}) {
  return {
    ...process.env,
    PATH: [join(root, 'node_modules/.bin'), process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter),
    FAIRLEAD_ROOT: root,
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    ...more,
  }
}
