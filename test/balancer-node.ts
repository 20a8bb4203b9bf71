import { X509Certificate } from 'node:crypto'
import type { Command } from '#lib/wizard/hosts.ts'
import { fileReaction } from './balancer-files.ts'
import { curlReaction } from './balancer-web.ts'
import { Machine } from './machine.ts'

type Unit = { active: boolean; enabled: boolean }

/** What a load balancer is before Fairlead comes, and what a test may do to it. */
export type BalancerState = {
  readonly packages: Map<string, string>
  candidates: Record<string, string>
  programs: Set<string>
  users: Set<string>
  nonlocalBind: string
  /** What firewalld lets through, as `service=http` or `--permanent service=http`; undefined: none runs. */
  firewall: Set<string> | undefined
  descriptors: string
  systemdDescriptors: string
  readonly units: Record<string, Unit>
  /** Addresses on eth0, beside its own. */
  readonly holds: Set<string>
  /** Of the HAProxy process: which configuration it has loaded, and the thumbprint it shows. */
  running: { configuration?: string; thumbprint?: string } | undefined
  /** Why the next loads of HAProxy fail, in the words of its journal. */
  haproxyRefuses: string | undefined
  /** What `haproxy -c` or `keepalived -t` say; undefined: valid. */
  invalid: string | undefined
  /** Services of servers that are not up, as `be_owa/LAB-EX01`, with the probe that failed. */
  readonly sick: Map<string, { probe: string; code: string; said: string }>
  /** Servers that the running HAProxy lists. */
  servers: string[]
}

export type BalancerNode = Machine & { readonly state: BalancerState }

/** A Debian node that answers what Parts 5 and 6 ask. What is not modelled is answered by nobody, and fails the test. */
export function balancerNode(host: string, address: string, changes: Partial<BalancerState> = {}): BalancerNode {
  const state: BalancerState = {
    packages: new Map(),
    candidates: { haproxy: '2.6.12-1+deb12u4', keepalived: '1:2.2.7-1+b2' },
    programs: new Set(['curl']),
    users: new Set(),
    nonlocalBind: '0',
    firewall: undefined,
    descriptors: '524288',
    systemdDescriptors: '1073741816',
    units: { haproxy: { active: false, enabled: false }, keepalived: { active: false, enabled: false } },
    holds: new Set(),
    running: undefined,
    haproxyRefuses: undefined,
    invalid: undefined,
    sick: new Map(),
    servers: [],
    ...changes,
  }
  const machine = new Machine(host, (words, self, input) => reactionTo(words, self, input, state, address))
  machine.files.set('/etc/os-release', {
    content: 'ID=debian\nVERSION_ID="12"\n',
    mode: 0o644,
    owner: 'root',
    group: 'root',
  })
  return Object.assign(machine, { state })
}

const no = (exitCode: number, stderr = '') => ({ exitCode, stderr })

function reactionTo(
  words: Command,
  machine: Machine,
  input: string | undefined,
  state: BalancerState,
  address: string,
) {
  const [program, ...rest] = words
  const last = rest.at(-1) ?? ''
  switch (program) {
    case 'env':
      return aptReaction(rest.slice(rest.findIndex((word) => !word.includes('='))), machine, state)
    case 'haproxy':
    case 'keepalived':
      return daemonReaction(program, rest, state)
    case 'cat':
      return last === '/proc/1/limits' ? `Max open files   1024   ${state.systemdDescriptors}   files` : undefined
    case 'firewall-cmd':
      return firewallReaction(rest, state)
    case 'getsebool':
      return no(127, 'getsebool: command not found')
    case 'sysctl':
      return sysctlReaction(rest, machine, state)
    case 'systemctl':
      return systemctlReaction(rest, machine, state)
    case 'journalctl':
      return state.haproxyRefuses ?? ''
    case 'curl':
      return rest[0] === '--version'
        ? state.programs.has('curl')
          ? 'curl 7.88.1'
          : no(127)
        : curlReaction(rest, state, machine.host)
    case 'ip':
      return JSON.stringify([{ ifname: 'eth0', addr_info: [address, ...state.holds].map((local) => ({ local })) }])
    case 'getent':
      return state.users.has(last) ? last : no(2)
    case 'useradd':
      state.users.add(last)
      return ''
    case 'userdel':
      state.users.delete(last)
      return ''
    default:
      return fileReaction(words, machine, input)
  }
}

function aptReaction(words: string[], machine: Machine, state: BalancerState) {
  const name = words.at(-1) ?? ''
  const candidate = state.candidates[name]
  if (words[0] === 'apt-cache')
    return candidate ? `${name}:\n  Candidate: ${candidate}\n` : `${name}:\n  Candidate: (none)\n`
  if (words.includes('update')) return ''
  if (words.includes('remove')) {
    state.packages.delete(name)
    return ''
  }
  for (const each of words.slice(words.indexOf('--no-install-recommends') + 1)) {
    const version = each === 'curl' ? '7.88.1' : state.candidates[each]
    if (!version) return no(100, `E: Unable to locate package ${each}`)
    if (each === 'curl') state.programs.add('curl')
    else state.packages.set(each, version.replace(/^\d+:/, ''))
    if (each === 'haproxy' && !machine.files.has('/etc/haproxy/haproxy.cfg'))
      machine.files.set('/etc/haproxy/haproxy.cfg', {
        content: '# Debian\n',
        mode: 0o644,
        owner: 'root',
        group: 'root',
      })
  }
  return ''
}

function daemonReaction(program: string, words: string[], state: BalancerState) {
  const version = state.packages.get(program)
  if (!version) return no(127, `${program}: command not found`)
  if (words[0] === '-v') return `HAProxy version ${version} 2026/10/17 - https://haproxy.org/`
  if (words[0] === '--version') return { stderr: `Keepalived v${version} (01/16,2022)` }
  return state.invalid ? no(1, state.invalid) : ''
}

function sysctlReaction(words: string[], machine: Machine, state: BalancerState) {
  if (words[0] === '-n') return state.nonlocalBind
  if (words[0] === '-w') state.nonlocalBind = words[1]?.split('=')[1] ?? ''
  else state.nonlocalBind = /= (\d)/.exec(machine.files.get(words[1] ?? '')?.content ?? '')?.[1] ?? state.nonlocalBind
  return ''
}

function firewallReaction(words: string[], { firewall }: BalancerState) {
  if (!firewall) return no(252, 'FirewallD is not running')
  const last = words.at(-1) ?? ''
  if (last === '--state') return 'running'
  if (last.startsWith('--get-zone-of-interface')) return 'public'
  if (!words.includes('--zone=public')) return undefined
  const [, verb, option] = /^--(query|add|remove)-(.+)$/s.exec(last) ?? []
  const rule = words[0] === '--permanent' ? `--permanent ${option}` : `${option}`
  if (verb === 'query') return firewall.has(rule) ? 'yes' : no(1)
  if (verb === 'add') firewall.add(rule)
  if (verb === 'remove') firewall.delete(rule)
  return 'success'
}

function systemctlReaction([verb = '', ...words]: string[], machine: Machine, state: BalancerState) {
  const name = words.find((word) => !word.startsWith('-')) ?? ''
  const unit = state.units[name]
  if (verb === 'daemon-reload' || verb === 'reset-failed') return ''
  if (verb === 'show') return `${state.descriptors}\n`
  if (!unit) return undefined
  if (verb === 'is-active') return unit.active ? '' : no(3)
  if (verb === 'is-enabled') return unit.enabled ? '' : no(1)
  if (verb === 'enable' || verb === 'disable') unit.enabled = verb === 'enable'
  else if (verb === 'stop') {
    unit.active = false
    if (name === 'haproxy') state.running = undefined
  } else if (verb === 'reload-or-restart') return load(name, unit, machine, state)
  else return undefined
  return ''
}

function load(name: string, unit: Unit, machine: Machine, state: BalancerState) {
  const config = machine.files.get(`/etc/${name}/${name === 'haproxy' ? 'haproxy.cfg' : 'keepalived.conf'}`)
  if (name === 'haproxy' && state.haproxyRefuses && config?.content.includes('fairlead-')) return no(1, 'Job failed')
  unit.active = true
  if (name === 'keepalived' && config) machine.files.set('/run/keepalived.conf.loaded', config)
  if (name === 'haproxy') {
    const configuration = /description (fairlead-\S+)/.exec(config?.content ?? '')?.[1]
    const pem = [...machine.files].find(
      ([path]) => path.startsWith('/etc/haproxy/certs/') && path.endsWith('.pem'),
    )?.[1].content
    state.running = {
      ...(configuration && { configuration }),
      ...(pem && { thumbprint: new X509Certificate(pem).fingerprint.replaceAll(':', '') }),
    }
    state.servers = configuration ? (config?.content.match(/(?<= server )\S+/g) ?? []) : []
  }
  return ''
}
