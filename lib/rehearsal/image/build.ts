import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { command, longCommand } from '../command.ts'
import { withLock } from '../lock.ts'
import type { Release } from '../plan.ts'
import { fetchEnvironment, packageSources } from './mirror.ts'
import { installed, offered } from './packages.ts'

export type Watch = { log: (line: string) => void; signal: AbortSignal }

/**
 * The root file system that the Linux machines of a release lie on: made once, never written again. Its name carries what it
 * was made of, so that a newer Fairlead makes a newer one and the disks of older labs keep theirs.
 */
export async function nodeImage(release: Release, { log, signal }: Watch, images = env.images): Promise<string> {
  const image = join(images, await imageName(release))
  if (existsSync(image)) return image
  await mkdir(images, { recursive: true, mode: 0o700 })
  const onWait = () => log(`Another process is making the ${release} image; waiting for it.`)
  await withLock(join(images, `.${release}.lock`), { signal, onWait }, async () => {
    if (existsSync(image)) return
    await build(release, image, { log, signal })
  })
  return image
}

export async function imageName(release: Release): Promise<string> {
  const recipe = createHash('sha256')
    .update(JSON.stringify([installed, offered]))
    .update(await readFile(finishScript()))
  return `${release}-${recipe.digest('hex').slice(0, 8)}`
}

async function build(release: Release, image: string, { log, signal }: Watch): Promise<void> {
  const started = Date.now()
  const site = join(image, '..', `.${release}.building`)
  await rm(site, { recursive: true, force: true })
  await mkdir(join(site, 'tmp'), { recursive: true })
  const sources = await packageSources(release)
  log(`Making the ${release} image: ${installed.length} packages and what they need. This takes a minute or two, once.`)
  try {
    await longCommand(mmdebstrap(release, join(site, 'root'), sources), {
      signal,
      env: {
        ...(await fetchEnvironment()),
        TMPDIR: join(site, 'tmp'),
        FAIRLEAD_FINISH: finishScript(),
        OFFERED: offered.map((set) => set.join(' ')).join(';'),
      },
      onLine: (line) => tells(line) && log(`${release}: ${line.slice(3)}`),
    })
    // A host that loses its power must not be left with an image that has its name but not all of its bytes.
    await command(['sync', '--file-system', join(site, 'root')], { signal })
    await rename(join(site, 'root'), image)
  } finally {
    await rm(site, { recursive: true, force: true })
  }
  log(`The ${release} image is made, in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** What an administrator can make something of, among all that the builder says. */
const tells = (line: string) => /^[IWE]: /.test(line) && !/skipping|architecture|signed-by|-hook|^I: success/.test(line)

/** Removes what builders left that were killed, where no builder is at work. */
export async function sweepImages(images = env.images): Promise<void> {
  const left = (await readdir(images).catch(() => [])).filter((name) => /^\.[a-z]+\.building$/.test(name))
  for (const name of left) {
    const signal = AbortSignal.timeout(500)
    const lock = join(images, name.replace('building', 'lock'))
    await withLock(lock, { signal }, () => rm(join(images, name), { recursive: true, force: true })).catch((error) => {
      if (!signal.aborted) throw error
    })
  }
}

const finishScript = () => join(env.root, 'lib/rehearsal/image/finish.sh')

const mmdebstrap = (release: Release, root: string, sources: readonly string[]) => [
  'mmdebstrap',
  '--mode=root',
  '--variant=minbase',
  '--format=directory',
  '--dpkgopt=force-unsafe-io',
  // The lists are needed once more, to fetch what the machines offer themselves.
  '--skip=cleanup/apt,cleanup/reproducible',
  `--include=${installed.join(',')}`,
  // The hook is given to a shell; a path with blanks or quotes in it is safe in the environment only.
  '--customize-hook=bash "$FAIRLEAD_FINISH" "$1"',
  release,
  root,
  ...sources,
]
