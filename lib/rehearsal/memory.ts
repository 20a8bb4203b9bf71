import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { childrenOf, pidsIn } from './cgroup.ts'

/** Proportional set size of all processes of a control group and of those below it, in bytes. */
export async function memoryOf(cgroup: string): Promise<number> {
  const own = await Promise.all((await pidsIn(cgroup)).map(pssOf))
  const below = await Promise.all((await childrenOf(cgroup)).map((child) => memoryOf(join(cgroup, child))))
  return [...own, ...below].reduce((sum, bytes) => sum + bytes, 0)
}

async function pssOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(rollup.match(/^Pss:\s+(\d+) kB$/m)?.[1] ?? 0) * 1024
}
