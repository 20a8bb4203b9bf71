import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { holdersLast, interfaceHolding } from '#lib/parts/virtual-address.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { mayBindAnyAddress } from './allow-nonlocal-bind.ts'
import { thumbprint } from './certificates.ts'
import { fitCertificates } from './fit-certificates.ts'
import { haproxyConfig } from './haproxy-config.ts'
import { proveConfiguration, provenAddress } from './proven.ts'
import { reloadNode } from './reload-node.ts'
import { runningConfiguration, runningThumbprint } from './running.ts'

const isEnabled = ['systemctl', 'is-enabled', '--quiet', 'haproxy'] as const
const isActive = ['systemctl', 'is-active', '--quiet', 'haproxy'] as const

/** Loads the configuration, one node after the other, the one that holds the virtual address last. */
export const reloadHaproxy: Step<Answers> = {
  id: 'reload-haproxy',
  title: 'Load it into HAProxy',
  purpose: 'Seamless reload, one node after the other; what does not come up is taken back.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 300_000,

  async check(context) {
    const fit = await fitCertificates(context.answers, context.keep)
    if ('state' in fit) return fit
    const { fingerprint } = haproxyConfig(context.answers, fit)
    const others: string[] = []
    for (const { name } of hostsWith(context.answers.lab, 'load-balancer')) {
      const shell = await context.hosts.shell(name)
      const lack = await lackOf(shell, context.answers, fingerprint, thumbprint(fit))
      if (lack && (await cannotBind(shell, context.answers))) return unbindable(name, context.answers)
      if (lack) others.push(`${name}: ${lack}`)
    }
    if (others.length > 0) return unsatisfied(`${others.join('. ')}.`)
    const data = hostsWith(context.answers.lab, 'load-balancer').map(({ name }) => ({ name, value: fingerprint }))
    context.prove({ kind: 'fact', subject: 'running-configuration', data })
    return satisfied(`HAProxy runs ${fingerprint} on both nodes and shows certificate ${thumbprint(fit)}.`)
  },

  async plan({ answers: { lab }, hosts }) {
    const changes: Change[] = []
    for (const shell of await inOrder(lab, hosts)) {
      const isRunning = (await shell.ask(isActive)).exitCode === 0
      const summary = isRunning ? 'Would reload HAProxy without closing a connection' : 'Would start HAProxy'
      changes.push({ host: shell.host, summary, command: 'systemctl reload-or-restart haproxy' })
    }
    return changes
  },

  async apply(context) {
    const fit = await fitCertificates(context.answers, context.keep)
    if ('state' in fit) return
    const { fingerprint } = haproxyConfig(context.answers, fit)
    for (const shell of await inOrder(context.answers.lab, context.hosts)) {
      await keepState(context, shell)
      if ((await shell.ask(isEnabled)).exitCode !== 0) await shell.run(['systemctl', 'enable', 'haproxy'])
      const lack = await lackOf(shell, context.answers, fingerprint, thumbprint(fit))
      if (lack) await reloadNode(context, shell, fingerprint)
      await proveConfiguration(shell)
    }
  },

  async undo({ answers: { lab }, hosts, before }) {
    for (const { name } of hostsWith(lab, 'load-balancer')) {
      const shell = await hosts.shell(name)
      if ((await before.recall(`${name}:enabled`)) === 'no') await shell.run(['systemctl', 'disable', 'haproxy'])
      if ((await before.recall(`${name}:active`)) === 'no') await shell.run(['systemctl', 'stop', 'haproxy'])
    }
  },
}

/** Asks the running process: a file that lies right proves only that it was written. */
async function lackOf(
  shell: Shell,
  answers: Answers,
  fingerprint: string,
  wanted: string,
): Promise<string | undefined> {
  if ((await shell.ask(isEnabled)).exitCode !== 0) return 'HAProxy does not start with the machine'
  const running = await runningConfiguration(shell)
  if (running !== fingerprint)
    return running ? `HAProxy still runs ${running}` : 'HAProxy does not answer at its monitor'
  const shown = await runningThumbprint(shell, answers)
  if (shown !== wanted)
    return `HAProxy shows ${shown ? `certificate ${shown}` : 'no certificate that its own authorities vouch for'}`
  return undefined
}

/** A load that cannot bind is taken back, but for a second HAProxy turns clients away while it tries. */
const cannotBind = async (shell: Shell, { lab }: Answers): Promise<boolean> =>
  !(await mayBindAnyAddress(shell)) && !(await interfaceHolding(shell, lab.virtualAddress))

const unbindable = (host: string, { lab }: Answers) =>
  blocked(
    `HAProxy on ${host} could not bind ${lab.virtualAddress}: the node does not hold it, and its kernel allows no other address.`,
    'Carry out “Allow binding the virtual address” first.',
    { part: 'load-balancer', step: 'allow-nonlocal-bind', label: 'Go to it' },
  )

async function inOrder(lab: Answers['lab'], hosts: StepContext<Answers>['hosts']): Promise<Shell[]> {
  const shells = await Promise.all(hostsWith(lab, 'load-balancer').map(({ name }) => hosts.shell(name)))
  // Where the address itself is being changed, clients still come to the one that runs.
  const served = await Promise.all(shells.map(provenAddress))
  return holdersLast(shells, [lab.virtualAddress, ...served.filter((address) => address !== undefined)])
}

async function keepState({ before }: StepContext<Answers>, shell: Shell): Promise<void> {
  const said = async (question: typeof isEnabled | typeof isActive) =>
    (await shell.ask(question)).exitCode === 0 ? 'yes' : 'no'
  await before.keep(`${shell.host}:enabled`, await said(isEnabled))
  await before.keep(`${shell.host}:active`, await said(isActive))
}
