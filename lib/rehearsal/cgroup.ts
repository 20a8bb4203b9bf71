import { createHash } from 'node:crypto'
import { readdir, readFile, realpath, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '#lib/failure.ts'

/**
 * Everything of a lab is found in the tree of control groups and nowhere else: which machines there are, their processes and,
 * through these, their namespaces. It survives the wizard, needs no file with process ids and ends whole with one write.
 */
export async function labCgroup(folder: string, labId: string): Promise<string> {
  return join(await familyCgroup(dirname(folder)), labId)
}

/** Of all labs of one wizard. Wizards with other data folders have others. */
export async function familyCgroup(labsFolder: string): Promise<string> {
  const place = await realPathOf(labsFolder)
  return join(await cgroupMount(), `fairlead-${createHash('sha256').update(place).digest('hex').slice(0, 10)}`)
}

/** Also of a folder that is not there yet, or no longer: the links on the way to it count all the same. */
async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(async () => join(await realPathOf(dirname(path)), basename(path)))
}

export async function cgroupMount(): Promise<string> {
  const mounts = await readOrNothing('/proc/self/mounts')
  const mount = mounts.split('\n').find((line) => line.split(' ')[2] === 'cgroup2')
  if (mount) return unescape8(mount.split(' ')[1] ?? '')
  throw new Failure('host-unfit', {
    message: 'This host has no control groups of version 2 (no cgroup2 in /proc/self/mounts).',
    remedy: 'Start the host with a Linux kernel 5.14 or newer and mount cgroup2.',
  })
}

export async function isPopulated(cgroup: string): Promise<boolean> {
  return (await readOrNothing(join(cgroup, 'cgroup.events'))).includes('populated 1')
}

/** Of the group itself, not of those below it. */
export async function pidsIn(cgroup: string): Promise<number[]> {
  return (await readOrNothing(join(cgroup, 'cgroup.procs'))).split('\n').filter(Boolean).map(Number)
}

export async function childrenOf(cgroup: string): Promise<string[]> {
  const entries = await readdir(cgroup, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

/** Kills every process of the group and of those below it, and removes them. Nothing to do is fine. */
export async function endCgroup(cgroup: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (!(await kill(cgroup))) return
    if (!(await isPopulated(cgroup)) && (await removeTree(cgroup))) return
    await delay(10)
  }
  throw new Failure('host-unfit', {
    message: `The processes of ${cgroup} did not end within five seconds.`,
    remedy: 'Look which of them hang (state D in ps), and end the lab again.',
  })
}

/** Whether there was such a group. */
async function kill(cgroup: string): Promise<boolean> {
  try {
    await writeFile(join(cgroup, 'cgroup.kill'), '1')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENODEV')) return false
    throw error
  }
}

async function removeTree(cgroup: string): Promise<boolean> {
  for (const child of await childrenOf(cgroup)) await removeTree(join(cgroup, child))
  return rmdir(cgroup).then(
    () => true,
    () => false,
  )
}

const readOrNothing = (file: string) => readFile(file, 'utf8').catch(() => '')

/** /proc/mounts writes blanks and the like as octal numbers. */
const unescape8 = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
