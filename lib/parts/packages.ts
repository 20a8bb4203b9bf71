import { Failure } from '#lib/failure.ts'
import type { Command, Shell } from '#lib/wizard/hosts.ts'

/** How the two families of distributions that Fairlead knows install, ask for and remove a package. */
export type Packager = {
  install(...names: string[]): Command
  remove(name: string): Command
  /** Fetches the lists anew: an installation from an old list asks for versions that are no longer there. */
  readonly refresh: Command
  /** Which version an installation would bring: the command, and how its answer is read. */
  candidate(name: string): Command
  candidateIn(answer: string): string | undefined
}

export async function packagerOf(shell: Shell): Promise<Packager | undefined> {
  const release = (await shell.read('/etc/os-release')) ?? ''
  const ids = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, names = '']) => names.split(' '))
  if (ids.some((id) => id === 'debian' || id === 'ubuntu')) return apt
  if (ids.some((id) => id === 'rhel' || id === 'fedora' || id === 'centos')) return dnf
  return undefined
}

/** Installs from what is known or cached; only where that fails are the lists fetched, so that a node without Internet can do. */
export async function installPackages(shell: Shell, packager: Packager, names: string[]): Promise<void> {
  const install = packager.install(...names)
  try {
    await shell.run(install)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'command-failed') throw error
    await shell.run(packager.refresh)
    await shell.run(install)
  }
}

const UNATTENDED = [
  'env',
  'DEBIAN_FRONTEND=noninteractive',
  'LC_ALL=C',
  'apt-get',
  '-y',
  '-o',
  'DPkg::Lock::Timeout=120',
] as const
const apt: Packager = {
  // A configuration that stands there already stays: whether it is replaced is decided in a Step of its own, with a diff.
  install: (...names) => [
    ...UNATTENDED,
    '-o',
    'Dpkg::Options::=--force-confold',
    'install',
    '--no-install-recommends',
    ...names,
  ],
  remove: (name) => [...UNATTENDED, 'remove', name],
  refresh: [...UNATTENDED, 'update'],
  candidate: (name) => ['env', 'LC_ALL=C', 'apt-cache', 'policy', name],
  candidateIn: (answer) => /^\s*Candidate: (?!\(none\))(?:\d+:)?(\S+)/m.exec(answer)?.[1],
}

const dnf: Packager = {
  install: (...names) => ['dnf', '-y', '--setopt=install_weak_deps=False', 'install', ...names],
  remove: (name) => ['dnf', '-y', 'remove', name],
  refresh: ['dnf', '-y', 'makecache', '--refresh'],
  candidate: (name) => ['dnf', '-q', 'repoquery', '--latest-limit=1', '--queryformat', '%{version}\\n', name],
  candidateIn: (answer) => /^\d[^\s]*/m.exec(answer)?.[0],
}
