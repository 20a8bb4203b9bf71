import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { nodeShells, runningFingerprint } from './drill-nodes.ts'
import { drillReady } from './drill-ready.ts'
import { armOutage, HELPS_ITSELF_AFTER_SECONDS, hasOutage, killHaproxy } from './haproxy-outage.ts'
import { inWords, keepLastDrill, type LastDrill, readLastDrill } from './last-drill.ts'
import { type DrillTimes, measureDrill } from './measure-drill.ts'
import { addressHome, haproxyBack, putBack, readyAgain } from './put-back.ts'

const ID = 'drill-haproxy-killed'

/** HAProxy is killed where it serves and stays down: the other node must take the address, in the time that was promised. */
export const haproxyDrill = (times: DrillTimes): Step<Answers> => ({
  id: ID,
  title: 'Drill: HAProxy is killed on the node that serves',
  purpose:
    'Requests go on all the time; how many are lost until the other node serves is counted, and everything put back.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 900_000,

  async check(context) {
    const shells = await nodeShells(context)
    const [dead] = await deadDrills(shells)
    if (dead)
      return unsatisfied(
        `A drill has died and left HAProxy on ${dead.host} set to stay down. It would be put back, and the drill made again.`,
      )
    const ready = await drillReady(context, shells)
    if (ready instanceof Failure) return blocked(ready.message, ready.remedy ?? '', ready.fix)
    const last = await readLastDrill(context.keep, ID)
    if (!last) return unsatisfied('This drill has not been made yet.')
    if (last.fingerprint !== (await runningFingerprint(shells)))
      return unsatisfied(`The drill of ${last.at} was made with other configurations than those that run now.`)
    const { detail, state } = verdict(last, context.answers.demo.promisedMs)
    return state === 'satisfied' ? satisfied(detail) : unsatisfied(detail)
  },

  async plan(context) {
    const shells = await nodeShells(context)
    const dead = await deadDrills(shells)
    const ready = await drillReady(context, shells)
    const { host } = ready instanceof Failure ? { host: 'the node that holds the address' } : ready.holder
    return [
      ...dead.map((shell) => ({
        host: shell.host,
        summary: 'Would put back HAProxy, which a drill that died has left down',
      })),
      {
        host,
        summary: `Would kill HAProxy and keep it down until the other node serves, ${times.givesUpMs / 1000} s at most`,
        command: killHaproxy.join(' '),
      },
      {
        host,
        summary: `Would start HAProxy again; the node does it by itself after ${HELPS_ITSELF_AFTER_SECONDS} s if Fairlead does not`,
        command: 'systemctl start haproxy',
      },
    ]
  },

  async apply(context) {
    const shells = await nodeShells(context)
    for (const shell of await deadDrills(shells)) {
      await putBack(context, shell)
      await haproxyBack(context, shell)
    }
    // Otherwise the address would move by itself in the middle of the drill.
    await addressHome(context, shells)
    const ready = await readyAgain(context, shells)
    const fingerprint = await runningFingerprint(shells)
    await tellRestart(context, ready.holder)

    try {
      await armOutage(ready.holder)
      const fault = () => ready.holder.run(killHaproxy)
      const title = 'HAProxy killed on the node that holds the address'
      const evidence = await measureDrill(context, { id: ID, title, ready, times, fault })
      context.prove({ kind: 'drill', subject: ID, data: evidence })
      await keepLastDrill(context.keep, ID, {
        ...evidence,
        requests: evidence.requests.length,
        fingerprint,
        at: new Date().toISOString(),
      })
    } finally {
      await putBack(context, ready.holder)
    }
    await haproxyBack(context, ready.holder)
    await addressHome(context, shells)
  },

  async verify(context) {
    const last = await readLastDrill(context.keep, ID)
    return last ? verdict(last, context.answers.demo.promisedMs) : unsatisfied('The drill has left no figures.')
  },
})

async function deadDrills(shells: readonly Shell[]): Promise<Shell[]> {
  const dead = await Promise.all(shells.map(hasOutage))
  return shells.filter((_, at) => dead[at])
}

/** What would hide the drill's question on an ordinary day, and is good to know. */
async function tellRestart({ log, signal }: StepContext<Answers>, shell: Shell): Promise<void> {
  const { stdout } = await shell.ask(['systemctl', 'show', 'haproxy', '--property=Restart', '--value'], { signal })
  const restart = stdout.trim()
  if (!restart || restart === 'no') return
  log(`systemd itself starts a killed HAProxy again at once (Restart=${restart}); for the drill it is told not to`, {
    host: shell.host,
    level: 'note',
  })
}

function verdict(last: LastDrill, promisedMs: number): Finding {
  if (last.movedAfterMs === null)
    return blocked(
      `${inWords(last)} Everything has been put back.`,
      `“journalctl -u keepalived” on ${last.holderBefore} says whether its check script failed, and on the other node why it did not take over.`,
      { part: 'high-availability', step: 'push-keepalived', label: 'Go to keepalived' },
    )
  if (last.outageMs <= promisedMs) return satisfied(inWords(last))
  return blocked(
    `${inWords(last)} ${promisedMs} ms were promised. Everything has been put back.`,
    'Two failed checks, a second apart, and an election take up to 2.5 s where the nodes have nothing else to do. Look whether they are overloaded, or promise a longer outage.',
    { part: 'demo', field: 'promisedMs', label: 'Go to the promise' },
  )
}

export const drillHaproxyKilled = haproxyDrill({ beforeMs: 4000, afterMs: 5000, givesUpMs: 30_000 })
