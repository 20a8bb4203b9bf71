import type { Answers } from '#lib/parts/answers.ts'
import type { Hosts, Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Finding, type Step, satisfied } from '#lib/wizard/step.ts'
import { windowsAreFit, windowsPassword } from './preflight-windows.ts'
import { hostsWith, type LabAnswers, type LabHost, windowsHosts } from './schema.ts'

const LOGIN = { part: 'lab', field: 'login.user', tab: 'answers', label: 'Go to the login' }
const ADDRESS = { part: 'lab', field: 'virtualAddress', tab: 'answers', label: 'Go to the virtual address' }
const HOSTS = { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the hosts' }

/** Looks only: whether the machines can be worked with at all, before anything is changed on the first of them. */
export const preflight: Step<Answers> = {
  id: 'preflight',
  title: 'Preflight',
  purpose:
    'Login, rights, operating system and clock of every host; version, build and quotas of the Windows hosts; and whether the virtual address is free and the Exchange servers can be reached.',
  hostsOf: ({ lab }) => [...hostsWith(lab, 'load-balancer'), ...windowsHosts(lab)].map(({ name }) => name),
  timeoutMs: 120_000,

  async check({ answers: { lab }, hosts, keep, signal, prove, log }) {
    const facts: { name: string; value: string }[] = []
    for (const node of hostsWith(lab, 'load-balancer')) {
      const shell = await hosts.shell(node.name)
      const unfit = (await rights(shell)) ?? (await system(shell, facts)) ?? (await addressIsFree(shell, lab))
      if (unfit) return unfit
      log('can be worked with as root', { host: node.name, level: 'good' })
    }
    for (const server of hostsWith(lab, 'exchange')) {
      const unfit = await answersOn443(server, hosts, signal)
      if (unfit) return unfit
      facts.push({ name: server.name, value: `answers on ${server.address}:443` })
    }
    const locked = await windowsPassword(lab, keep)
    if (locked) return locked
    prove({ kind: 'fact', subject: 'preflight', data: facts })
    const unfit = await windowsAreFit(windowsHosts(lab), lab, { hosts, log, prove })
    if (unfit) return unfit
    return satisfied(`${hostsWith(lab, 'load-balancer').length + windowsHosts(lab).length} hosts are fit.`)
  },

  async apply() {},
}

async function rights(shell: Shell): Promise<Finding | undefined> {
  const { stdout } = await shell.ask(['id', '-u'])
  if (stdout.trim() === '0') return undefined
  return blocked(
    `Commands on ${shell.host} do not run as root.`,
    'Log in as root, or as a user whom sudo lets do everything.',
    LOGIN,
  )
}

async function system(shell: Shell, facts: { name: string; value: string }[]): Promise<Finding | undefined> {
  const release = (await shell.read('/etc/os-release')) ?? ''
  const field = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1] ?? ''
  facts.push({ name: shell.host, value: field('PRETTY_NAME') || 'unknown system' })
  const family = `${field('ID')} ${field('ID_LIKE')}`
  if (/\b(debian|ubuntu|rhel|fedora|centos)\b/.test(family)) return undefined
  return blocked(
    `${shell.host} runs ${field('PRETTY_NAME') || 'a system that does not say its name'}; Fairlead knows Debian and RHEL and their families.`,
    'Install one of them on this node: Part 4 has files for an unattended installation.',
    HOSTS,
  )
}

/** A connection attempt fills the neighbour table whether or not a port is open; an entry with a MAC means that somebody is there. */
async function addressIsFree(shell: Shell, lab: LabAnswers): Promise<Finding | undefined> {
  const held = await shell.ask(['ip', '-j', '-4', 'addr', 'show', 'to', `${lab.virtualAddress}/32`])
  if (held.stdout.includes(lab.virtualAddress)) return undefined
  await shell.ask(['timeout', '1', 'bash', '-c', 'exec 3<>"/dev/tcp/$0/9"', lab.virtualAddress])
  const { stdout } = await shell.ask(['ip', '-4', 'neigh', 'show', 'to', lab.virtualAddress])
  const mac = /lladdr (\S+)/.exec(stdout)?.[1]
  if (!mac || /FAILED/.test(stdout) || (await isOurs(shell, lab, mac))) return undefined
  return blocked(
    `Another machine (MAC ${mac}) already uses ${lab.virtualAddress}, seen from ${shell.host}.`,
    'Choose a free virtual address, or take this one off the other machine.',
    ADDRESS,
  )
}

/** The other load balancer may hold the address already: then its own address has the same MAC. */
async function isOurs(shell: Shell, lab: LabAnswers, mac: string): Promise<boolean> {
  const neighbours = await shell.ask(['ip', '-4', 'neigh', 'show'])
  return hostsWith(lab, 'load-balancer').some(({ address }) =>
    new RegExp(`^${address.replaceAll('.', '\\.')} .*lladdr ${mac}`, 'm').test(neighbours.stdout),
  )
}

async function answersOn443(server: LabHost, hosts: Hosts, signal: AbortSignal): Promise<Finding | undefined> {
  try {
    const socket = await hosts.dial({ address: server.address, port: 443, signal })
    socket.destroy()
    return undefined
  } catch (error) {
    signal.throwIfAborted()
    return blocked(
      `${server.name} does not answer on ${server.address}:443 (${error instanceof Error ? error.message : String(error)}).`,
      'Check that Exchange runs there, the address, and the firewall between this machine and the server.',
      HOSTS,
    )
  }
}
