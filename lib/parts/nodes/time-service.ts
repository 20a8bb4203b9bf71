import { configText, line } from '#lib/parts/config-line.ts'
import type { Command, Shell } from '#lib/wizard/hosts.ts'
import { withBlock } from './marked-block.ts'

/** The program that keeps a machine's clock, how it is told its servers, and how it tells them. */
export type TimeService = {
  readonly unit: string
  readonly path: string
  /** The whole file as it should be, given what it is. */
  wanted(text: string | undefined, servers: readonly string[]): string
  readonly servers: Command
  /** Whether the running program uses them all. */
  uses(answer: string, servers: readonly string[]): boolean
}

const chronyConfigurations = ['/etc/chrony/chrony.conf', '/etc/chrony.conf']

/** chrony where it is installed, systemd-timesyncd otherwise; undefined where a machine has neither. */
export async function timeServiceOf(shell: Shell): Promise<TimeService | undefined> {
  const units = ['chrony.service', 'chronyd.service', 'systemd-timesyncd.service']
  const { stdout } = await shell.ask(['systemctl', 'list-unit-files', '--no-legend', '--no-pager', ...units])
  const usable = stdout.split('\n').flatMap((row) => (/\smasked\b/.test(row) ? [] : (row.trim().split(/\s+/)[0] ?? [])))
  const chronyUnit = units.slice(0, 2).find((unit) => usable.includes(unit))
  if (chronyUnit) return chrony(shell, chronyUnit)
  return usable.includes('systemd-timesyncd.service') ? timesyncd : undefined
}

/** Debian's chrony reads a folder for such additions; others have one file, which belongs to the distribution. */
async function chrony(shell: Shell, unit: string): Promise<TimeService> {
  const folder = '/etc/chrony/sources.d'
  const main = await firstFile(shell, chronyConfigurations)
  const common = {
    unit,
    // -a: also those whose name cannot be resolved yet.
    servers: ['chronyc', '-c', '-N', 'sources', '-a'] as const,
    uses: (answer: string, servers: readonly string[]) => {
      const known = answer.split('\n').map((row) => row.split(',')[2])
      return servers.every((server) => known.includes(server))
    },
  }
  if (main.text.split('\n').includes(`sourcedir ${folder}`))
    return { ...common, path: `${folder}/fairlead.sources`, wanted: (_, servers) => configText(lines(servers)) }
  const wanted = (text = '', servers: readonly string[]) =>
    withBlock(text, { mark: 'Fairlead time servers', lines: lines(servers) })
  return { ...common, path: main.path, wanted }
}

const lines = (servers: readonly string[]) => servers.map((server) => line`server ${server} iburst`)

const timesyncd: TimeService = {
  unit: 'systemd-timesyncd.service',
  path: '/etc/systemd/timesyncd.conf.d/fairlead.conf',
  wanted: (_, servers) => configText(['[Time]', `NTP=${servers.map((server) => line`${server}`).join(' ')}`]),
  servers: ['timedatectl', 'show-timesync', '--property=SystemNTPServers', '--value'],
  uses: (answer, servers) => answer.trim() === servers.join(' '),
}

async function firstFile(shell: Shell, paths: readonly string[]): Promise<{ path: string; text: string }> {
  for (const path of paths) {
    const text = await shell.read(path)
    if (text !== undefined) return { path, text }
  }
  return { path: paths.at(-1) ?? '', text: '' }
}
