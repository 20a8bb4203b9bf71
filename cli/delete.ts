import { Failure } from '#lib/failure.ts'
import { sweepOrphans } from '#lib/labs/boot.ts'
import { deleteLab, listLabs } from '#lib/labs/labs.ts'

/** Takes rehearsals down and forgets labs: the named one, or with `--all` every one. Real machines stay as they are. */
export async function deleteLabs([wanted]: string[]): Promise<number> {
  const labs = await listLabs()
  const chosen = wanted === '--all' ? labs : labs.filter(({ id, name }) => id === wanted || name === wanted)
  if (wanted !== '--all' && chosen.length === 0) {
    throw new Failure('not-found', {
      message: `There is no lab "${wanted ?? ''}".`,
      remedy: `There are: ${labs.map(({ name }) => name).join(', ') || 'none'}.`,
    })
  }
  for (const { id, name } of chosen) {
    await deleteLab(id)
    process.stderr.write(`deleted: ${name}\n`)
  }
  await sweepOrphans()
  return 0
}
