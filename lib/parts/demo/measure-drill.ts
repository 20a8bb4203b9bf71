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
    await pause(times.beforeMs, undefined, { signal })
    refuseUnrest(answered)

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

function refuseUnrest(answered: readonly Knock[]) {
  const failed = answered.filter(({ ok }) => !ok)
  const [first] = failed
  if (!first) return
  throw new Failure('not-verified', {
    message: `${failed.length} of ${answered.length} requests were lost before anything was broken: ${first.error}`,
    remedy: 'Nothing was broken. Find out why requests are lost on an ordinary day, then carry out the drill again.',
    fix: { part: 'demo', step: 'ask-every-service', label: 'Ask every service' },
  })
}
