import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { until } from '#lib/parts/until.ts'
import { interfaceHolding } from '#lib/parts/virtual-address.ts'
import { askHttps } from '#lib/protocols/https/ask-https.ts'
import { type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { preferredNode } from './keepalived-config.ts'
import { noAnswer, nobodyHolds, noRoot, notHealthy, splitBrain } from './virtual-address-failures.ts'

/** What keepalived needs before it gives out the address: the delay of its start, and three answers of HAProxy. */
const SETTLES_WITHIN_MS = 30_000

/** Changes nothing: asks both nodes who holds the address, and the address for Outlook on the web. */
export const proveVirtualAddress: Step<Answers> = {
  id: 'prove-virtual-address',
  title: 'Prove the virtual address',
  purpose: 'Exactly one node holds it, and it answers over TLS with the certificate of the PKI.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 900_000,

  async check(context) {
    const found = await look(context)
    if (found instanceof Failure) return unsatisfied(found.message)
    const { holder, status, ms } = found
    const { lab } = context.answers
    const preferred = preferredNode(context.answers)?.name ?? holder
    context.prove({
      kind: 'fact',
      subject: 'virtual-address',
      data: [
        { name: 'holder', value: holder },
        { name: 'preferred', value: preferred },
        { name: 'address', value: lab.virtualAddress },
        { name: 'answer', value: `HTTP ${status} in ${Math.round(ms)} ms` },
      ],
    })
    const honest = holder === preferred ? '' : ` ${preferred} is preferred and would have it while it is well.`
    return satisfied(`${holder} alone holds ${lab.virtualAddress}, and it answers for ${lab.mailName}.${honest}`)
  },

  async apply(context) {
    await settled(context)
    await preferredHolds(context)
  },
}

async function settled(context: StepContext<Answers>): Promise<void> {
  context.log('waiting until exactly one node holds the address and answers', { host: 'Fairlead' })
  let last: Failure | undefined
  const ask = async () => {
    const found = await look(context)
    last = found instanceof Failure ? found : undefined
    return last ? undefined : true
  }
  const isSettled = await until(ask, { withinMs: SETTLES_WITHIN_MS, everyMs: 1000, signal: context.signal })
  if (!isSettled && last) throw last
}

/** Gives the preferred node the time that the answers give it; it need not take the address, the finding tells who has it. */
async function preferredHolds(context: StepContext<Answers>): Promise<void> {
  const preferred = preferredNode(context.answers)?.name
  const ask = async () => ((await holders(context)).includes(preferred ?? '') ? true : undefined)
  const withinMs = (context.answers['high-availability'].preemptDelaySeconds + 10) * 1000
  await until(ask, { withinMs, everyMs: 1000, signal: context.signal })
}

type Found = { holder: string; status: number; ms: number }

async function look(context: StepContext<Answers>): Promise<Found | Failure> {
  const { answers, hosts, keep, signal } = context
  const [holder, other] = await holders(context)
  if (!holder) return nobodyHolds(answers)
  if (other) return splitBrain(answers, [holder, other])

  const root = await keep.read(kept.rootCertificate)
  if (!root) return noRoot()
  try {
    const asked = await askHttps({ ...healthPage(answers), dial: hosts.dial, ca: [root], timeoutMs: 5000, signal })
    return asked.status === 200 ? { holder, ...asked } : notHealthy(answers, holder, asked.status)
  } catch (error) {
    signal.throwIfAborted()
    return noAnswer(answers, holder, Failure.from(error))
  }
}

/** Of Outlook on the web, as a client reaches it. */
const healthPage = ({ lab }: Answers) => ({
  address: lab.virtualAddress,
  port: 443,
  servername: lab.mailName,
  path: '/owa/healthcheck.htm',
})

async function holders({ answers: { lab }, hosts }: StepContext<Answers>): Promise<string[]> {
  const held = await Promise.all(
    hostsWith(lab, 'load-balancer').map(async ({ name }) =>
      (await interfaceHolding(await hosts.shell(name), lab.virtualAddress)) ? [name] : [],
    ),
  )
  return held.flat()
}
