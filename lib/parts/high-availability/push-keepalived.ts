import { createHash } from 'node:crypto'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { runningConfiguration } from '#lib/parts/load-balancer/running.ts'
import { setAside } from '#lib/parts/set-aside.ts'
import { holdersLast } from '#lib/parts/virtual-address.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { loadKeepalived } from './load-keepalived.ts'
import { loadedAddresses } from './loaded-addresses.ts'
import { type NodeFile, nodeFiles } from './node-files.ts'
import { CONFIGURATION, LOADED, SCRIPTS } from './places.ts'
import { addScriptUser, hasScriptUser } from './script-user.ts'
import { tryBeside } from './try-beside.ts'
import { undoKeepalived } from './undo-keepalived.ts'

/** keepalived's configuration, its script, its unit, and the daemon running with them. */
export const pushKeepalived: Step<Answers> = {
  id: 'push-keepalived',
  title: 'Configure and start keepalived',
  purpose: 'VRRP between the two nodes by unicast; a node whose HAProxy does not answer gives the address up.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 120_000,

  async check({ answers, hosts, prove }) {
    const lacking: string[] = []
    const proofs: { host: string; file: NodeFile }[] = []
    for (const node of hostsWith(answers.lab, 'load-balancer')) {
      const shell = await hosts.shell(node.name)
      if (!(await runningConfiguration(shell))) return withoutHaproxy(node.name)
      const { files } = await nodeFiles(shell, answers, node)
      const lack = await lackOf(shell, files)
      if (lack) lacking.push(`${node.name}: ${lack}`)
      proofs.push(...files.map((file) => ({ host: node.name, file })))
    }
    if (lacking.length > 0) return unsatisfied(`${lacking.join('. ')}.`)
    for (const { host, file } of proofs) prove(evidenceOf(host, file))
    return satisfied('keepalived runs with this configuration on both nodes.')
  },

  async plan({ answers, hosts }) {
    const changes: Change[] = []
    for (const node of hostsWith(answers.lab, 'load-balancer')) {
      const shell = await hosts.shell(node.name)
      const { files } = await nodeFiles(shell, answers, node)
      if (!(await hasScriptUser(shell)))
        changes.push({
          host: node.name,
          summary: 'Would make the user of the check scripts',
          command: addScriptUser.join(' '),
        })
      for (const { path, content, why } of files) {
        const before = await shell.read(path)
        const file = { path, before, after: content, ...(why && { why }) }
        if (before !== content) changes.push({ host: node.name, summary: `Would write ${path}`, file })
      }
      if (await lackOf(shell, files))
        changes.push({
          host: node.name,
          summary: 'Would load it into keepalived',
          command: 'systemctl reload-or-restart keepalived',
        })
    }
    return changes
  },

  async apply(context) {
    const { lab } = context.answers
    const shells = await Promise.all(hostsWith(lab, 'load-balancer').map(({ name }) => context.hosts.shell(name)))
    for (const shell of await holdersLast(shells, [lab.virtualAddress, ...(await loadedAddresses(shells))]))
      await push(context, shell)
  },

  undo: undoKeepalived,
}

async function push({ answers, before }: StepContext<Answers>, shell: Shell): Promise<void> {
  const node = hostsWith(answers.lab, 'load-balancer').find(({ name }) => name === shell.host)
  if (!node) return
  const { files, asRoot } = await nodeFiles(shell, answers, node)
  if (!(await lackOf(shell, files))) return

  await before.keep(`${shell.host}:active`, (await isActive(shell)) ? 'yes' : 'no')
  await before.keep(`${shell.host}:enabled`, (await isEnabled(shell)) ? 'yes' : 'no')
  if (!(await hasScriptUser(shell))) {
    await before.keep(`${shell.host}:user`, null)
    await shell.run(addScriptUser)
  }
  await shell.run(['install', '-d', '-m', '0755', SCRIPTS, '/etc/systemd/system/keepalived.service.d'])
  for (const { path, content, mode } of files) {
    if ((await shell.read(path)) === content) continue
    await setAside(before, shell, path)
    if (path === CONFIGURATION) await tryBeside(shell, asRoot)
    await shell.write(path, content, { mode, owner: 'root', group: 'root' })
  }
  await loadKeepalived(shell)
}

/** Asks the unit and what systemd copied when it last loaded: a file that lies right proves only that it was written. */
async function lackOf(shell: Shell, files: NodeFile[]): Promise<string | undefined> {
  for (const { path, content } of files)
    if ((await shell.read(path)) !== content) return `${path} is missing or different`
  if (!(await hasScriptUser(shell))) return 'the user of the check scripts is missing'
  if (!(await isActive(shell))) return 'keepalived does not run'
  if (!(await isEnabled(shell))) return 'keepalived does not start with the machine'
  const wanted = files.find(({ path }) => path === CONFIGURATION)?.content
  return (await shell.read(LOADED)) === wanted ? undefined : 'keepalived runs with an older configuration'
}

const isActive = async (shell: Shell) =>
  (await shell.ask(['systemctl', 'is-active', '--quiet', 'keepalived'])).exitCode === 0

const isEnabled = async (shell: Shell) =>
  (await shell.ask(['systemctl', 'is-enabled', '--quiet', 'keepalived'])).exitCode === 0

const withoutHaproxy = (host: string) =>
  blocked(
    `HAProxy on ${host} does not answer at its monitor, so keepalived would never give this node the address.`,
    'Carry out the Part “Load balancer” first.',
    { part: 'load-balancer', label: 'Go to the load balancer' },
  )

const evidenceOf = (host: string, { path, content, mode }: NodeFile) => ({
  kind: 'file' as const,
  subject: path,
  data: {
    host,
    path,
    content,
    sha256: createHash('sha256').update(content).digest('hex'),
    mode: mode.toString(8).padStart(4, '0'),
  },
})
