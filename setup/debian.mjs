import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './place.mjs'
import { attempt } from './run.mjs'
import { say, telling } from './say.mjs'

const WITHOUT = {
  rehearsal: 'A rehearsal is not possible here; the wizard itself is.',
  test: 'The tests that need them are left out.',
  peers: 'The tests against foreign programs are left out.',
}

/** Debian packages of one purpose, as `debian-packages.json` lists them. Says what is not possible without them. */
export async function debianPackages(purpose) {
  const wanted = JSON.parse(readFileSync(join(root, 'setup/debian-packages.json'), 'utf8'))
  const missing = (wanted[purpose] ?? []).filter((name) => !isInstalled(name))
  if (missing.length === 0) return true
  const hindrance = whyNot()
  if (!hindrance) {
    const installed = await telling(`installing Debian packages (${missing.join(', ')})`, () => install(missing))
    if (installed) return true
  }
  say(`not installed: ${missing.join(', ')}; ${hindrance ?? 'apt-get could not (see above)'}. ${WITHOUT[purpose]}`)
  return false
}

async function install(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const words = ['install', '-y', '-qq', '--no-install-recommends', ...names]
  const quiet = ['ignore', 'ignore', 'ignore']
  // The package lists are fetched only where the ones at hand do not know the packages.
  if ((await attempt('apt-get', words, { env, stdio: quiet })) === 0) return true
  await attempt('apt-get', ['update', '-qq'], { env })
  return (await attempt('apt-get', words, { env, stdio: ['ignore', 'ignore', 2] })) === 0
}

function whyNot() {
  if (process.platform !== 'linux') return `this is ${process.platform}, not Linux`
  if (!existsSync('/usr/bin/apt-get')) return 'this system has no apt-get to install them with'
  if (process.getuid?.() !== 0) return 'only root can install them'
  return undefined
}

function isInstalled(name) {
  try {
    const status = execFileSync('dpkg', ['--status', name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    return status.includes('\nStatus: install ok installed\n')
  } catch {
    return false
  }
}
