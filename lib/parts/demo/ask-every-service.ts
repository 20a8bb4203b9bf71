import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { until } from '#lib/parts/until.ts'
import { type ServiceAnswer, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { clientMatrix } from './client-matrix.ts'

/** Two probes bring a service up that was down for a moment. */
const SETTLES_WITHIN_MS = 30_000

/** Changes nothing: asks as clients do, and keeps what was answered. */
export const askEveryService: Step<Answers> = {
  id: 'ask-every-service',
  title: 'Ask every service as a client',
  purpose:
    'Every service at the virtual address, through each node and from each Exchange server, name and chain verified.',
  hostsOf: ({ lab }) => [...hostsWith(lab, 'load-balancer'), ...hostsWith(lab, 'exchange')].map(({ name }) => name),
  timeoutMs: 180_000,

  async check(context) {
    const rows = await clientMatrix(context)
    context.prove({ kind: 'answers', subject: 'client', data: { from: placeOf(context), rows } })
    const refused = rows.filter(({ status }) => status !== 200)
    if (refused.length > 0) return unsatisfied(inWords(refused))
    const places = new Set(rows.map(({ target }) => target)).size
    return satisfied(
      `All ${rows.length / places} services answer at all ${places} places, with a certificate that holds.`,
    )
  },

  async apply(context) {
    context.log('waiting until every service answers', { host: 'Fairlead' })
    let refused: ServiceAnswer[] = []
    const ask = async () => {
      refused = (await clientMatrix(context)).filter(({ status }) => status !== 200)
      return refused.length === 0 ? true : undefined
    }
    if (await until(ask, { withinMs: SETTLES_WITHIN_MS, everyMs: 2000, signal: context.signal })) return
    throw new Failure('not-verified', { message: inWords(refused), ...remedyFor(refused, context.answers) })
  },
}

const placeOf = ({ answers: { lab }, lab: { kind } }: StepContext<Answers>) =>
  (kind === 'rehearsal' && hostsWith(lab, 'workstation')[0]?.name) || 'Fairlead'

/** One sentence a place; the same word of all its services is said once. */
function inWords(refused: readonly ServiceAnswer[]): string {
  const places = [...new Set(refused.map(({ target }) => target))]
  return places
    .map((place) => {
      const there = refused.filter(({ target }) => target === place)
      const words = [...new Set(there.map(({ said }) => said))]
      return `${place}: ${words.map((said) => `${servicesThat(there, said)} ${said}`).join('; ')}`
    })
    .join('. ')
}

const servicesThat = (there: readonly ServiceAnswer[], said: string) =>
  `${there
    .filter((answer) => answer.said === said)
    .map(({ service }) => service)
    .join(', ')}:`

/** A server that fails when it is asked directly fails everywhere; otherwise the fault lies in what stands before it. */
function remedyFor(refused: readonly ServiceAnswer[], { lab }: Answers) {
  const fails = (target: string) => refused.some((answer) => answer.target === target)
  if (hostsWith(lab, 'exchange').some(({ name }) => fails(name)))
    return {
      remedy:
        'Look on that Exchange server at its services, its IIS and the certificate that is bound to it: it fails without a load balancer in between.',
    }
  if (hostsWith(lab, 'load-balancer').some(({ name }) => fails(name)))
    return {
      remedy: 'The Exchange servers answer when they are asked directly, so HAProxy on the node refuses.',
      fix: { part: 'load-balancer', step: 'prove-services', label: 'Go to the proof of every service' },
    }
  return {
    remedy:
      'Both nodes and all servers answer, so it is the virtual address, or what lies between it and this machine.',
    fix: { part: 'high-availability', step: 'prove-virtual-address', label: 'Go to the virtual address' },
  }
}
