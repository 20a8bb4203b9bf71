import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** PowerShell's engine listens for debuggers on a socket named after its process, and leaves it behind when it is killed. */
export async function removeStalePipes(folder = tmpdir()): Promise<void> {
  const stale = (await readdir(folder)).filter((name) => {
    const pid = /^CoreFxPipe_PSHost\.[0-9A-F]+\.(\d+)\..*\.engine$/.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
