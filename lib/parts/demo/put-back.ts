import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { preferredNode } from '#lib/parts/high-availability/keepalived-config.ts'
import { runningConfiguration } from '#lib/parts/load-balancer/running.ts'
import { until } from '#lib/parts/until.ts'
import { interfaceHolding } from '#lib/parts/virtual-address.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { drillReady, type Ready } from './drill-ready.ts'
import { endOutage, HELPS_ITSELF_AFTER_SECONDS } from './haproxy-outage.ts'

const PUT_BACK_MS = 30_000
const ANSWERS_WITHIN_MS = 30_000
/** keepalived wants three good answers of HAProxy, one a second, and an election. */
const ELECTION_MS = 15_000

/** Puts HAProxy back, also when the run has been stopped: therefore with a time of its own. Tells when it could not. */
export async function putBack({ log }: StepContext<Answers>, shell: Shell): Promise<void> {
  try {
    await endOutage(shell, AbortSignal.timeout(PUT_BACK_MS))
    log('HAProxy is started again', { host: shell.host, level: 'good' })
  } catch (error) {
    const { message } = Failure.from(error)
    const comfort = `${shell.host} starts it by itself at the latest ${HELPS_ITSELF_AFTER_SECONDS} s after the drill began`
    log(`HAProxy could not be started again from here: ${message} ${comfort}.`, { host: shell.host, level: 'error' })
  }
}

export async function haproxyBack({ signal }: StepContext<Answers>, shell: Shell): Promise<void> {
  const answers = () => runningConfiguration(shell)
  if (await until(answers, { withinMs: ANSWERS_WITHIN_MS, signal })) return
  throw new Failure('not-verified', {
    message: `HAProxy on ${shell.host} does not answer again after the drill.`,
    remedy: 'Read “journalctl -u haproxy” on the node; “systemctl start haproxy” starts it by hand.',
    fix: { part: 'load-balancer', step: 'reload-haproxy', label: 'Go to HAProxy' },
  })
}

/** Waits until the preferred node has the address, for as long as the answers let it wait; tells where that took time. */
export async function addressHome(context: StepContext<Answers>, shells: readonly Shell[]): Promise<void> {
  const { answers, log, signal } = context
  const { virtualAddress } = answers.lab
  const preferred = preferredNode(answers)?.name
  const isHome = async () => {
    const held = await Promise.all(shells.map((shell) => interfaceHolding(shell, virtualAddress)))
    const holders = shells.filter((_, at) => held[at]).map(({ host }) => host)
    return (holders.length === 1 && holders[0] === preferred) || undefined
  }
  if (await isHome()) return

  const withinMs = answers['high-availability'].preemptDelaySeconds * 1000 + ELECTION_MS
  log(`waiting until ${virtualAddress} is back at ${preferred}, at most ${withinMs / 1000} s`, { host: 'Fairlead' })
  if (await until(isHome, { withinMs, signal }))
    return log(`${virtualAddress} is back where priority wants it`, { host: preferred, level: 'good' })
  log(`${virtualAddress} has not come back to ${preferred}`, { host: 'Fairlead', level: 'error' })
}

/** After a drill that died, keepalived needs a moment; where nothing had died, the first look is the last. */
export async function readyAgain(context: StepContext<Answers>, shells: readonly Shell[]): Promise<Ready> {
  let last: Failure | undefined
  const ask = async () => {
    const ready = await drillReady(context, shells)
    last = ready instanceof Failure ? ready : undefined
    return ready instanceof Failure ? undefined : ready
  }
  const ready = await until(ask, { withinMs: ANSWERS_WITHIN_MS, signal: context.signal })
  if (ready) return ready
  throw last ?? new Failure('unexpected', { message: 'The nodes did not become ready for a drill.' })
}
