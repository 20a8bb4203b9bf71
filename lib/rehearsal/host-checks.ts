import { existsSync } from 'node:fs'
import { access, constants, mkdir, mkdtemp, rm, rmdir, statfs } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Failure } from '#lib/failure.ts'
import packages from '../../setup/debian-packages.json' with { type: 'json' }
import { cgroupMount } from './cgroup.ts'
import { command, hostEnvironment } from './command.ts'
import { packageSources } from './image/mirror.ts'
import { longestSocketPath, socketPathLimit } from './lab-place.ts'
import { longestLabId } from './plan.ts'

/** Something that this host lacks, why that is known, and what to do about it. */
export type Unmet = { what: string; why: string; remedy: string }

/** Packages of Debian and its family that a host needs for rehearsals. */
export const debianPackages: readonly string[] = packages.rehearsal

export const notLinux: Unmet = {
  what: 'Linux',
  why: `this is ${process.platform}, and the machines are made of namespaces of the Linux kernel`,
  remedy: 'Run Fairlead on a Linux host, or make a lab of real machines.',
}

export const notRoot: Unmet = {
  what: 'root',
  why: 'only root may make network namespaces and mount disks',
  remedy: 'Start Fairlead as root, or make a lab of real machines.',
}

const programs = ['mmdebstrap', 'apt-get', 'ip', 'nsenter', 'unshare', 'setpriv', 'flock', 'bash', 'chroot', 'mount']

export function missingPrograms(): Unmet[] {
  const folders = hostEnvironment.PATH.split(delimiter)
  const missing = programs.filter(
    (program) => !folders.some((folder) => existsSync(join(/* turbopackIgnore: true */ folder, program))),
  )
  return missing.map((program) => ({
    what: program,
    why: `it is in none of ${folders.join(', ')}`,
    remedy: `Install what rehearsals need: apt-get install ${debianPackages.join(' ')}.`,
  }))
}

/** Tried, not looked up: a container may show the file system and refuse to change it. */
export async function controlGroups(): Promise<Unmet | undefined> {
  try {
    const probe = join(await cgroupMount(), `fairlead-probe-${process.pid}`)
    await mkdir(probe)
    await access(join(probe, 'cgroup.kill'), constants.W_OK).finally(() => rmdir(probe))
    return undefined
  } catch (error) {
    return {
      what: 'control groups of version 2',
      why: reasonOf(error),
      remedy: 'Use a Linux kernel 5.14 or newer with cgroup2 mounted and writable (in a container: a privileged one).',
    }
  }
}

export async function pathLength(labs: string): Promise<Unmet | undefined> {
  const length = Buffer.byteLength(longestSocketPath(join(labs, 'x'.repeat(longestLabId))))
  if (length <= socketPathLimit) return undefined
  return {
    what: 'a shorter data folder',
    why: `sockets below ${labs} would have paths of ${length} bytes, and the kernel takes ${socketPathLimit}`,
    remedy: `Set FAIRLEAD_DATA to a folder whose path is at least ${length - socketPathLimit} bytes shorter.`,
  }
}

const neededBytes = 1_500_000_000

export async function diskSpace(images: string): Promise<Unmet | undefined> {
  await mkdir(images, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(images)
  if (bavail * bsize >= neededBytes) return undefined
  return {
    what: 'disk space',
    why: `${images} has ${Math.round((bavail * bsize) / 1e6)} MB left, and images and disks take up to ${neededBytes / 1e6}`,
    remedy: 'Free some space there, or set FAIRLEAD_IMAGES to a folder on a larger disk.',
  }
}

export async function debianMirror(): Promise<Unmet | undefined> {
  try {
    await packageSources('bookworm')
    return undefined
  } catch (error) {
    const { message, remedy } = Failure.from(error)
    return { what: 'a Debian mirror', why: message, remedy: remedy ?? 'Look at the package sources of this host.' }
  }
}

export async function switching(): Promise<Unmet | undefined> {
  const script = 'ip link add br0 type bridge && ip link add p0 type veth peer name p1 && ip link set p0 master br0'
  return tried(['unshare', '--net', 'bash', '-c', script], {
    what: 'network namespaces with bridge and veth',
    remedy: 'Use a kernel with bridge and veth; in a container: a privileged one.',
  })
}

export async function userNamespaces(): Promise<Unmet | undefined> {
  return tried(['unshare', '--user', '--net', '--pid', '--fork', 'true'], {
    what: 'user namespaces',
    remedy: 'Allow them: sysctl user.max_user_namespaces must not be 0; in a container: a privileged one.',
  })
}

export async function disks(labs: string): Promise<Unmet | undefined> {
  await mkdir(labs, { recursive: true, mode: 0o700 })
  const site = await mkdtemp(join(labs, '.probe-'))
  const script =
    'cd "$1" && mkdir a b c d && mount -t overlay -o lowerdir=a,upperdir=b,workdir=c overlay d && touch d/x'
  const words = [
    'unshare',
    '--mount',
    '--pid',
    '--uts',
    '--ipc',
    '--cgroup',
    '--fork',
    'bash',
    '-c',
    script,
    'bash',
    site,
  ]
  return tried(words, {
    what: 'overlay disks',
    remedy: `Put ${labs} on a file system that overlayfs can write to, as ext4 or xfs (FAIRLEAD_DATA); in a container: a privileged one.`,
  }).finally(() => rm(site, { recursive: true, force: true }))
}

async function tried(words: readonly string[], { what, remedy }: Omit<Unmet, 'why'>): Promise<Unmet | undefined> {
  return command(words).then(
    () => undefined,
    (error) => ({ what, why: reasonOf(error), remedy }),
  )
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
