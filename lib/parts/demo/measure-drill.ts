import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { until } from '#lib/parts/until.ts'
import { type Knock, knock } from '#lib/protocols/https/knock.ts'
import type { DrillEvidence, StepContext } from '#lib/wizard/step.ts'
import { clientRequest } from './client-request.ts'
import { holdersOf, isCalm, movedAfter, outageOf } from './drill-figures.ts'
import type { Ready } from './drill-ready.ts'
import { watchHolders } from './holder-watch.ts'

export type DrillTimes = {
  /** Of quiet before the fault, so that what comes after it can be compared. */
  beforeMs: number
  /** Without a lost request at the end, after which the drill is over. */
  afterMs: number
  /** From the fault to the moment when the drill is given up and everything put back. */
  givesUpMs: number
}

type Measuring = Pick<DrillEvidence, 'id' | 'title'> & {
  ready: Ready
  times: DrillTimes
  fault: () => Promise<unknown>
}

/** Asks as clients do while `fault` is made, and watches both nodes. Puts nothing back: that is for whoever made the fault. */
export async function measureDrill(context: StepContext<Answers>, measuring: Measuring): Promise<DrillEvidence> {
  const { answers, signal } = context
  const { requestsPerSecond, promisedMs } = answers.demo
  const { ready, times, id, title } = measuring
  const names = [ready.holder.host, ready.standby.host]
  const request = await clientRequest(context)
  const beganAt = performance.now()
  const passedMs = () => performance.now() - beganAt
  const watch = watchHolders([ready.holder, ready.standby], answers.lab.virtualAddress, passedMs, signal)
  const answered: Knock[] = []
  const stop = new AbortController()
  const onAnswer = teller(context, (each) => answered.push(each))
  let knocking: Promise<Knock[]> | undefined

  const walk = async () => {
    await watch.seen
    knocking = knock({ request, requestsPerSecond, beganAt, stop: stop.signal, signal, onAnswer })
    knocking.catch(() => {})
    const knockingAt = passedMs()
    await pause(times.beforeMs, undefined, { signal })
    const due = Math.floor(((passedMs() - knockingAt - USUALLY_WITHIN_MS) * requestsPerSecond) / 1000)
    refuseUnrest(answered, due)
    refuseMove(holdersOf(watch.sightings, names), ready.holder.host)

    const faultAtMs = Math.round(passedMs())
    await measuring.fault()
    const calm = async () => {
      const holders = holdersOf(watch.sightings, names)
      return (
        isCalm({ requests: answered, holders, before: ready.holder.host, faultAtMs }, passedMs(), times.afterMs) ||
        undefined
      )
    }
    await until(calm, { withinMs: times.givesUpMs, everyMs: 50, signal })
    stop.abort()
    return { faultAtMs, requests: await knocking }
  }

  try {
    const { faultAtMs, requests } = await Promise.race([walk(), watch.broken])
    const holders = holdersOf(watch.sightings, names)
    return {
      id,
      title,
      url: `https://${request.servername}${request.path}`,
      requestsPerSecond,
      requests,
      holders,
      faultAtMs,
      ...outageOf(requests, faultAtMs, requestsPerSecond),
      promisedMs,
      holderBefore: ready.holder.host,
      holderAfter: holders.at(-1)?.host ?? 'nobody',
      movedAfterMs: movedAfter(holders, ready.holder.host, faultAtMs),
    }
  } finally {
    stop.abort()
    await Promise.allSettled([knocking, watch.end()])
  }
}

/** Tells of the first lost request of a row and of the first that is answered again; the rest is in the figures. */
function teller({ log }: StepContext<Answers>, keep: (each: Knock) => void): (each: Knock) => void {
  let well = true
  return (each) => {
    keep(each)
    if (each.ok === well) return
    well = each.ok
    const at = `${(each.atMs / 1000).toFixed(2)} s`
    if (well) log(`a request of ${at} was answered again`, { host: 'Fairlead', level: 'good' })
    else log(`a request of ${at} was lost: ${each.error}`, { host: 'Fairlead', level: 'error' })
  }
}

/** An answer that is longer in coming is waited for; whoever waits on an ordinary day would be counted as a victim of the drill. */
const USUALLY_WITHIN_MS = 1000

function refuseUnrest(answered: readonly Knock[], due: number) {
  const failed = answered.filter(({ ok }) => !ok)
  const [first] = failed
  if (!first && answered.length >= due) return
  throw new Failure('not-verified', {
    message: first
      ? `${failed.length} of ${answered.length} requests were lost before anything was broken: ${first.error}`
      : `Before anything was broken, ${due - answered.length} requests had waited for more than a second.`,
    remedy: 'Nothing was broken. Find out why requests are lost on an ordinary day, then carry out the drill again.',
    fix: { part: 'demo', step: 'ask-every-service', label: 'Ask every service' },
  })
}

function refuseMove(holders: DrillEvidence['holders'], holder: string) {
  if (holders.length === 1 && holders[0]?.host === holder) return
  throw new Failure('not-verified', {
    message: `The address moved by itself before anything was broken: ${holders.map(({ host }) => host ?? 'nobody').join(', then ')}.`,
    remedy: 'Nothing was broken. Wait until the address stays where it is, then carry out the drill again.',
    fix: { part: 'high-availability', step: 'prove-virtual-address', label: 'Go to the virtual address' },
  })
}
