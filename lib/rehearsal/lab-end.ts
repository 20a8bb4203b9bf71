import { existsSync } from 'node:fs'
import { rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { endCgroup } from './cgroup.ts'
import type { LabPlace } from './lab-place.ts'
import { withLock } from './lock.ts'

/** Ends all processes of a lab; namespaces, links, mounts and addresses go with them. Disks stay. */
export async function endLab(lab: LabPlace): Promise<void> {
  if (!existsSync(lab.cgroup)) return
  const end = async () => {
    await endCgroup(lab.cgroup)
    await rm(lab.relaySocket, { force: true })
    // The last lab of this wizard takes the family with it.
    await rmdir(dirname(lab.cgroup)).catch(() => {})
  }
  // Where the whole data folder was deleted there is nobody left to exclude.
  if (!existsSync(dirname(lab.lock))) return end()
  await withLock(lab.lock, { signal: new AbortController().signal }, end)
}
