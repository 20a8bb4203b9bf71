import { rekey } from '#lib/rekey.ts'

export async function rekeyVault(): Promise<number> {
  process.stderr.write(`sealed ${await rekey()} secrets under a new key; earlier backups need the earlier key file\n`)
  return 0
}
