import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { until } from '#lib/parts/until.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { type ServiceAnswer, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { ownDoorAnswers } from './own-door-answers.ts'
import { probeRemedy } from './probe-remedy.ts'
import { runningServers } from './running.ts'
import { services } from './services.ts'
import { isUp, type ServerState } from './statistics.ts'

/** Changes nothing: asks each node's running HAProxy what it sees, then sends each service a request through it. */
export const proveServices: Step<Answers> = {
  id: 'prove-services',
  title: 'Prove every service',
  purpose: 'Each node’s HAProxy sees every service of every Exchange server healthy and passes requests on to it.',
  hostsOf: ({ lab }) => [...hostsWith(lab, 'load-balancer'), ...hostsWith(lab, 'exchange')].map(({ name }) => name),
  timeoutMs: 300_000,

  async check(context) {
    const { lab } = context.answers
    for (const { name } of hostsWith(lab, 'load-balancer')) {
      const seen = await look(await context.hosts.shell(name), context.answers)
      if (seen instanceof Failure) return unsatisfied(seen.message)
      context.prove({ kind: 'answers', subject: 'services', data: { from: name, rows: seen } })
    }
    const count = services.length * hostsWith(lab, 'exchange').length
    return satisfied(`All ${count} services are up on both nodes, and each node passes requests on to all of them.`)
  },

  async apply(context) {
    const {
      lab,
      'load-balancer': { probeIntervalSeconds },
    } = context.answers
    // Two probes bring a server up; a slow first answer of IIS after a restart is given time too.
    const withinMs = (probeIntervalSeconds * 2 + 30) * 1000
    for (const { name } of hostsWith(lab, 'load-balancer')) {
      const shell = await context.hosts.shell(name)
      context.log('waiting until every service is up', { host: name })
      let last: Failure | undefined
      const ask = async () => {
        const seen = await look(shell, context.answers)
        last = seen instanceof Failure ? seen : undefined
        return last ? undefined : true
      }
      const isWell = await until(ask, { withinMs, everyMs: 1000, signal: context.signal })
      if (!isWell && last) throw last
    }
  },
}

/** What one node sees of every service, or what is wrong with it. */
async function look(shell: Shell, answers: Answers): Promise<ServiceAnswer[] | Failure> {
  const servers = await runningServers(shell)
  if (!servers)
    return failure(
      `HAProxy on ${shell.host} does not answer at its statistics`,
      'Carry out “Load it into HAProxy” first.',
    )
  const wanted = hostsWith(answers.lab, 'exchange').flatMap(({ name: server }) =>
    services.map(
      ({ backend }) =>
        servers.find((each) => each.backend === backend && each.server === server) ?? absent(backend, server),
    ),
  )
  const down = wanted.filter((server) => !isUp(server))
  if (down.length > 0) return failure(`${shell.host} sees ${down.map(words).join(', ')}`, remediesOf(down))

  const passed = await ownDoorAnswers(shell, answers)
  const refused = passed.filter(({ status }) => status !== 200)
  if (refused.length > 0)
    return failure(
      `${shell.host} does not pass on ${refused.map(({ service, said }) => `${service} (${said})`).join(', ')}`,
      'All servers are up, so the way in refuses: compare the certificate and the names in it with the answers of Part 1.',
    )
  return [...wanted.map(answerOf), ...passed]
}

const failure = (message: string, remedy: string) => new Failure('not-verified', { message: `${message}.`, remedy })

const absent = (backend: string, server: string): ServerState => ({
  backend,
  server,
  status: 'unknown',
  probe: 'INI',
  code: null,
  probeMs: null,
  said: 'HAProxy knows no such server',
})

const serviceOf = (backend: string) => services.find((service) => service.backend === backend)?.id ?? backend

const words = ({ backend, server, status, probe, code, said }: ServerState) =>
  `${serviceOf(backend)} on ${server} ${status} (${[probe, code, said].filter(Boolean).join(' ')})`

const remediesOf = (down: ServerState[]) => [...new Set(down.map(probeRemedy))].join(' ')

const answerOf = ({ backend, server, code, probeMs, probe, said }: ServerState): ServiceAnswer => ({
  service: serviceOf(backend),
  target: server,
  status: code,
  ms: probeMs ?? 0,
  said: said || probe,
})
