import { join } from 'node:path'
import { env } from '#lib/env.ts'
import { childrenOf, familyCgroup } from './cgroup.ts'
import { sweepImages } from './image/build.ts'
import { endLab } from './lab-end.ts'
import { labPlace } from './lab-place.ts'

/** Ends the machines of all labs of this wizard that are not among the known ones. Called when the wizard starts. */
export async function sweep(
  knownLabIds: readonly string[],
  { labs = join(env.data, 'labs'), images = env.images } = {},
): Promise<void> {
  for (const labId of await childrenOf(await familyCgroup(labs)))
    if (!knownLabIds.includes(labId))
      await endLab(await labPlace({ folder: join(/* turbopackIgnore: true */ labs, labId), labId }))
  await sweepImages(images)
}
