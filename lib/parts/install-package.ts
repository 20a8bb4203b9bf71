import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Change, type Finding, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import type { Answers } from './answers.ts'
import { hostsWith } from './lab/schema.ts'
import { installPackages, type Packager, packagerOf } from './packages.ts'

type Wanted = Pick<Step, 'id' | 'title' | 'purpose'> & {
  readonly name: 'haproxy' | 'keepalived'
  /** Asks the program itself, not the package list: what is found in the path is what will run. */
  readonly version: readonly [string, string]
  readonly least: string
  readonly tooOld: string
  /** SELinux boolean that lets it work; asked for only where SELinux is at work. */
  readonly boolean: string
}

type Node = { shell: Shell; packager: Packager; version: string | undefined; lacksCurl: boolean; isConfined: boolean }

/** A Step that installs one package on both load balancers. curl comes along: it is how a node asks its own HAProxy. */
export function installPackage({ name, version, least, tooOld, boolean, ...words }: Wanted): Step<Answers> {
  return {
    ...words,
    hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map((host) => host.name),
    timeoutMs: 600_000,

    async check({ answers, hosts, prove }) {
      const found: { name: string; value: string }[] = []
      const lacking: string[] = []
      for (const host of hostsWith(answers.lab, 'load-balancer')) {
        const node = await look(await hosts.shell(host.name))
        if ('state' in node) return node
        if (node.version) found.push({ name: host.name, value: `${name} ${node.version}` })
        if (steps(node).length > 0) lacking.push(host.name)
      }
      if (lacking.length > 0) return unsatisfied(`${lacking.join(' and ')}: ${name} is not installed and ready.`)
      prove({ kind: 'fact', subject: name, data: found })
      return satisfied(found.map((fact) => `${fact.value} on ${fact.name}`).join(', '))
    },

    async plan({ answers, hosts }) {
      const changes: Change[] = []
      for (const host of hostsWith(answers.lab, 'load-balancer')) {
        const node = await look(await hosts.shell(host.name))
        if ('state' in node) continue
        for (const { summary, command } of steps(node))
          changes.push({ host: host.name, summary, command: command.join(' ') })
      }
      return changes
    },

    async apply({ answers, hosts, before }) {
      for (const host of hostsWith(answers.lab, 'load-balancer')) {
        const node = await look(await hosts.shell(host.name))
        if ('state' in node) continue
        await before.keep(host.name, node.version ?? null)
        const missing = [...(node.version ? [] : [name]), ...(node.lacksCurl ? ['curl'] : [])]
        if (missing.length > 0) await installPackages(node.shell, node.packager, missing)
        if (!node.isConfined) continue
        await before.keep(`${host.name}:${boolean}`, 'off')
        await node.shell.run(['setsebool', '-P', boolean, 'on'])
      }
    },

    async undo({ answers, hosts, before, log }) {
      for (const host of hostsWith(answers.lab, 'load-balancer')) {
        const shell = await hosts.shell(host.name)
        if (await before.recall(`${host.name}:${boolean}`)) await shell.run(['setsebool', '-P', boolean, 'off'])
        if ((await before.recall(host.name)) !== null) continue
        const packager = await packagerOf(shell)
        if (packager) await shell.run(packager.remove(name))
        log('curl stays, other programs may use it by now', { host: host.name })
      }
    },
  }

  async function look(shell: Shell): Promise<Node | Finding> {
    const packager = await packagerOf(shell)
    if (!packager) return unknownSystem(shell)
    const installed = versionIn(await shell.ask([...version]))
    const known = installed ?? packager.candidateIn((await shell.ask(packager.candidate(name))).stdout)
    if (known && isOlder(known, least))
      return blocked(`${shell.host} has ${name} ${known}; Fairlead needs ${least} or newer.`, tooOld)
    return {
      shell,
      packager,
      version: installed,
      lacksCurl: (await shell.ask(['curl', '--version'])).exitCode !== 0,
      isConfined: await isConfined(shell),
    }
  }

  function steps({ packager, ...node }: Node) {
    const missing = [...(node.version ? [] : [name]), ...(node.lacksCurl ? ['curl'] : [])]
    const install = { summary: `Would install ${missing.join(' and ')}`, command: packager.install(...missing) }
    const allow = { summary: `Would let SELinux allow ${boolean}`, command: ['setsebool', '-P', boolean, 'on'] }
    return [...(missing.length > 0 ? [install] : []), ...(node.isConfined ? [allow] : [])]
  }

  /** True where SELinux knows the boolean and has it off: HAProxy and the check scripts use ports that it does not list. */
  async function isConfined(shell: Shell): Promise<boolean> {
    const { exitCode, stdout } = await shell.ask(['getsebool', boolean])
    return exitCode === 0 && stdout.includes('--> off')
  }
}

const versionIn = ({ exitCode, stdout, stderr }: { exitCode: number; stdout: string; stderr: string }) =>
  exitCode === 0 ? /(?:version |v)(\d+\.\d+[\w.-]*)/i.exec(`${stdout}\n${stderr}`)?.[1] : undefined

export function isOlder(version: string, least: string): boolean {
  const numbers = (text: string) => text.split(/[^\d]+/).map(Number)
  const [have, need] = [numbers(version), numbers(least)]
  const first = need.findIndex((number, at) => (have[at] ?? 0) !== number)
  return first >= 0 && (have[first] ?? 0) < (need[first] ?? 0)
}

export const unknownSystem = ({ host }: Shell) =>
  blocked(
    `${host} runs a system that Fairlead does not know how to install packages on; /etc/os-release names neither the Debian nor the Red Hat family.`,
    'Install Debian, Ubuntu, RHEL or one of its family on this node: Part 4 has files for an unattended installation.',
    { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the hosts' },
  )
