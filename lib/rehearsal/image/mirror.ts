import { readFile } from 'node:fs/promises'
import { env } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import { command } from '../command.ts'
import type { Release } from '../plan.ts'

const debianReleases = /^(bookworm|trixie|forky|sid|stable|testing|unstable|oldstable)$/
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Lines of a sources.list for one release, from the mirror that this host's own apt uses. */
export async function packageSources(release: Release): Promise<string[]> {
  const { base, security } = env.debianMirror
    ? { base: env.debianMirror, security: undefined }
    : mirrorOf(await aptSources(), await codename())
  if (!base)
    throw new Failure('host-unfit', {
      message:
        'The package sources of this host name no Debian mirror, which the machines of a rehearsal are made from.',
      remedy: 'Set FAIRLEAD_DEBIAN_MIRROR to the address of a Debian mirror, and start Fairlead again.',
    })
  const line = (uri: string, suite: string) => `deb [signed-by=${keyring}] ${uri} ${suite} main`
  return [line(base, release), ...(security ? [line(security, `${release}-security`)] : [])]
}

/** The proxy that this host's apt uses, as environment of programs that fetch packages. */
export async function fetchEnvironment(): Promise<Record<string, string>> {
  const given = Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name))
  const dump = await command([
    'apt-config',
    'dump',
    '--format',
    '%F=%v%n',
    'Acquire::http::Proxy',
    'Acquire::https::Proxy',
  ])
  const own = [...dump.matchAll(/^Acquire::(https?)::Proxy=(.+)$/gm)].map(([, scheme, proxy]) => [
    `${scheme}_proxy`,
    proxy,
  ])
  return { DEBIAN_FRONTEND: 'noninteractive', ...Object.fromEntries([...given, ...own]) }
}

export type AptSource = { uri: string; suite: string; component: string }

/** The mirror of a Debian release and that of its security updates, among the package sources of a host. */
export function mirrorOf(sources: readonly AptSource[], hostCodename: string): { base?: string; security?: string } {
  const main = sources.filter(({ component, uri }) => component === 'main' && /^(https?|file):/.test(uri))
  const own = main.find(({ suite }) => suite === hostCodename && debianReleases.test(suite))
  const base = own ?? main.find(({ suite }) => debianReleases.test(suite))
  const security = main.find(
    ({ suite }) => /^[a-z]+-security$/.test(suite) && debianReleases.test(suite.split('-')[0] ?? ''),
  )
  return { base: base?.uri, security: security?.uri }
}

/** Apt itself reads its many files. */
async function aptSources(): Promise<AptSource[]> {
  const format = '$(REPO_URI)|$(RELEASE)|$(COMPONENT)'
  const lines = await command([
    'apt-get',
    'indextargets',
    '--no-release-info',
    '--format',
    format,
    'Created-By: Packages',
  ])
  return lines.split('\n').flatMap((line) => {
    const [uri, suite, component] = line.split('|')
    return uri && suite && component ? [{ uri, suite, component }] : []
  })
}

async function codename(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return release.match(/^VERSION_CODENAME="?([a-z]+)"?$/m)?.[1] ?? ''
}
