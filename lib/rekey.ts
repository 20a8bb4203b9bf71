import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { db } from './db.ts'
import { isSealedWith, keyFile, seal, unseal, vaultKey } from './vault.ts'
import { placeOf } from './wizard/keep.ts'

/**
 * Seals every kept secret anew under a fresh key. The rows change in one transaction, then the key file is replaced; dying in
 * between leaves both keys on disk, and `finishRekey` tells by the rows which of them counts.
 */
export async function rekey(): Promise<number> {
  await finishRekey()
  const [old, next] = [vaultKey(), newKey()]
  const rows = await db.kept.findMany({ where: { sealed: { not: null } } })
  await db.$transaction(
    rows.flatMap(({ labId, name, sealed }) => {
      if (!sealed) return []
      const place = placeOf(labId, name)
      const data = { sealed: seal(unseal(sealed, place, old), place, next) }
      return db.kept.update({ where: { labId_name: { labId, name } }, data })
    }),
  )
  renameSync(nextKeyFile(), keyFile())
  return rows.length
}

/** At boot and before another rekey: completes one that was killed after its transaction, forgets one killed before it. */
export async function finishRekey(): Promise<void> {
  if (!existsSync(nextKeyFile())) return
  const row = await db.kept.findFirst({ where: { sealed: { not: null } } })
  if (row?.sealed && isSealedWith(row.sealed, vaultKey(nextKeyFile()))) renameSync(nextKeyFile(), keyFile())
  else rmSync(nextKeyFile())
}

const nextKeyFile = () => `${keyFile()}.next`

function newKey(): Buffer {
  writeFileSync(nextKeyFile(), randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  return vaultKey(nextKeyFile())
}
