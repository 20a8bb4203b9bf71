import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import {
  controlGroups,
  debianMirror,
  diskSpace,
  disks,
  missingPrograms,
  notLinux,
  notRoot,
  pathLength,
  switching,
  type Unmet,
  userNamespaces,
} from './host-checks.ts'

export { debianPackages, type Unmet } from './host-checks.ts'

/** What this host lacks to make machines; empty where a rehearsal can begin. */
export async function unmetRequirements({ labs = join(env.data, 'labs'), images = env.images } = {}): Promise<Unmet[]> {
  if (process.platform !== 'linux') return [notLinux]
  if (process.getuid?.() !== 0) return [notRoot]
  const missing = missingPrograms()
  if (missing.length > 0) return missing

  const checks = [
    controlGroups(),
    pathLength(labs),
    diskSpace(images),
    debianMirror(),
    switching(),
    userNamespaces(),
    disks(labs),
  ]
  return (await Promise.all(checks)).filter((unmet) => unmet !== undefined)
}

/** Throws what `unmetRequirements` found, as one sentence. */
export async function requireFitHost(folders: Parameters<typeof unmetRequirements>[0]): Promise<void> {
  const unmet = await unmetRequirements(folders)
  if (unmet.length === 0) return
  throw new Failure('host-unfit', {
    message: `This host cannot make the machines of a rehearsal: ${unmet.map(({ what, why }) => `${what} (${why})`).join('; ')}.`,
    remedy: unmet.map(({ remedy }) => remedy).join(' '),
  })
}
