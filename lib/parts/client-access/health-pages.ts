import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostNamed } from '#lib/parts/lab/schema.ts'
import { probeRemedy } from '#lib/parts/load-balancer/probe-remedy.ts'
import { healthPath, type Service, services } from '#lib/parts/load-balancer/services.ts'
import { until } from '#lib/parts/until.ts'
import { askUnverified } from '#lib/protocols/https/ask-unverified.ts'
import type { StepContext } from '#lib/wizard/step.ts'

type Context = Pick<StepContext<Answers>, 'answers' | 'hosts' | 'log' | 'signal'>
type Page = { service: Service; status: number | null; said: string }

const everyMs = 500
const answerWithinMs = 30_000

/** Waits until every health page of this Exchange server answers 200; throws `not-verified`, naming those that do not. */
export async function awaitHealthPages(context: Context, host: string, withinMs: number): Promise<void> {
  const { log, signal } = context
  let waitedFor = services
  let last: Page[] = []
  log(`waiting until all ${services.length} health pages answer`, { host })
  const ask = async () => {
    last = (await Promise.all(waitedFor.map((service) => askPage(context, host, service)))).filter(isNotWell)
    waitedFor = last.map(({ service }) => service)
    return last.length === 0 ? true : undefined
  }
  if (await until(ask, { withinMs, everyMs, signal }))
    return log(`all ${services.length} health pages answer`, { host, level: 'good' })

  throw new Failure('not-verified', {
    message: `IIS on ${host} has restarted, but after ${Math.round(withinMs / 1000)} s not every service is healthy: ${last.map(inWords).join(', ')}.`,
    remedy: `${[...new Set(last.map((page) => remedyFor(page, host)))].join(' ')} Then look again; the waiting goes on from here.`,
  })
}

async function askPage({ answers: { lab }, hosts, signal }: Context, host: string, service: Service): Promise<Page> {
  const path = healthPath(service)
  const servername = `${host}.${lab.adDomain}`
  const address = hostNamed(lab, host)?.address ?? host
  try {
    const { dial } = hosts
    const { status } = await askUnverified({
      ...{ dial, address, port: 443, servername, path },
      timeoutMs: answerWithinMs,
      signal,
    })
    return { service, status, said: `HTTP ${status}` }
  } catch (error) {
    signal.throwIfAborted()
    return { service, status: null, said: Failure.from(error).message }
  }
}

/** Exchange 2013 before Service Pack 1 has no virtual directory for MAPI over HTTP, and so no page of it. */
const isNotWell = ({ service, status }: Page) => status !== 200 && !(service.id === 'mapi' && status === 404)
const inWords = ({ service, said }: Page) => `${service.name} at ${healthPath(service)} (${said})`

const remedyFor = ({ service, status }: Page, server: string): string =>
  probeRemedy({
    ...{ backend: service.backend, server, status: 'DOWN', probeMs: null, said: '' },
    ...(status === null ? { probe: 'L4CON', code: null } : { probe: 'L7STS', code: status }),
  })
