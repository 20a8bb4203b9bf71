import { Failure, type Fix } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { ownDoorAnswers } from '#lib/parts/load-balancer/own-door-answers.ts'
import { runningConfiguration } from '#lib/parts/load-balancer/running.ts'
import { interfaceHolding } from '#lib/parts/virtual-address.ts'
import { askHttps } from '#lib/protocols/https/ask-https.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { clientRequest } from './client-request.ts'

/** The two nodes of a drill: the one that is broken, and the one that must take over. */
export type Ready = { holder: Shell; standby: Shell }

const HAPROXY = { part: 'load-balancer', step: 'reload-haproxy', label: 'Go to HAProxy' }
const SERVICES = { part: 'load-balancer', step: 'prove-services', label: 'Go to the proof of every service' }
const KEEPALIVED = { part: 'high-availability', step: 'push-keepalived', label: 'Go to keepalived' }
const ADDRESS = { part: 'high-availability', step: 'prove-virtual-address', label: 'Go to the virtual address' }
const NETWORKS = { part: 'load-balancer', field: 'adminNetworks', label: 'Go to the administrators’ networks' }

/** A drill breaks something that people use. It is made only where the other node is known to be able to take over. */
export async function drillReady(context: StepContext<Answers>, shells: readonly Shell[]): Promise<Ready | Failure> {
  const { virtualAddress } = context.answers.lab
  for (const shell of shells) {
    const unfit = await daemonsOf(shell)
    if (unfit) return unfit
  }

  const held = await Promise.all(shells.map((shell) => interfaceHolding(shell, virtualAddress)))
  const holders = shells.filter((_, at) => held[at])
  const [holder] = holders
  const standby = shells.find((shell) => shell !== holder)
  if (!holder || !standby || holders.length > 1)
    return unready(
      holder
        ? `${holders.map(({ host }) => host).join(' and ')} both hold ${virtualAddress}.`
        : `Nobody holds ${virtualAddress}.`,
      'A drill begins with exactly one node that holds the address.',
      ADDRESS,
    )

  return (await cannotTakeOver(context, standby)) ?? (await notServed(context, holder)) ?? { holder, standby }
}

const unready = (message: string, remedy: string, fix: Fix) => new Failure('blocked', { message, remedy, fix })

async function daemonsOf(shell: Shell): Promise<Failure | undefined> {
  if (!(await runningConfiguration(shell)))
    return unready(
      `HAProxy on ${shell.host} does not answer at its monitor.`,
      'Nothing is broken on purpose while something is broken already. Load HAProxy again.',
      HAPROXY,
    )
  if ((await shell.ask(['systemctl', 'is-active', '--quiet', 'keepalived'])).exitCode !== 0)
    return unready(`keepalived does not run on ${shell.host}.`, 'Without it nobody takes the address over.', KEEPALIVED)
  return undefined
}

async function cannotTakeOver({ answers }: StepContext<Answers>, standby: Shell): Promise<Failure | undefined> {
  // Written by keepalived's notify script; a journal that was cleared says nothing, which is not a fault.
  const journal = await standby.ask(['journalctl', '-t', 'fairlead-vrrp', '-n', '1', '-o', 'cat', '--no-pager'])
  if (/^INSTANCE \S+ FAULT/.test(journal.stdout))
    return unready(
      `keepalived on ${standby.host} is in state FAULT, so it would not take the address over.`,
      '“journalctl -u keepalived” on the node says why: a check script that fails, or a link that is down.',
      KEEPALIVED,
    )

  const refused = (await ownDoorAnswers(standby, answers)).filter(({ status }) => status !== 200)
  if (refused.length === 0) return undefined
  return unready(
    `${standby.host} could not serve everybody: ${refused.map(({ service, said }) => `${service} (${said})`).join(', ')}.`,
    'The other node would get the address, and these services would be gone. Put them right first.',
    SERVICES,
  )
}

async function notServed(context: StepContext<Answers>, holder: Shell): Promise<Failure | undefined> {
  const { virtualAddress } = context.answers.lab
  try {
    const { status } = await askHttps({ ...(await clientRequest(context)), timeoutMs: 5000, signal: context.signal })
    if (status === 200) return undefined
    return unready(
      `${virtualAddress} on ${holder.host} answers with HTTP ${status} instead of 200.`,
      status === 404
        ? 'Health pages are shown to the administrators’ networks only. Add the network of this machine.'
        : 'Put right first what “Prove every service” names.',
      status === 404 ? NETWORKS : SERVICES,
    )
  } catch (error) {
    context.signal.throwIfAborted()
    const { message, remedy } = Failure.from(error)
    return unready(message, remedy ?? 'Put the virtual address right first.', ADDRESS)
  }
}
