import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { askedServers, lastTargets } from '#lib/parts/client-access/dns-targets.ts'
import { type Ask, checkNames, planNames, pointNames } from '#lib/parts/client-access/point-names.ts'
import { putNamesBack } from '#lib/parts/client-access/put-names-back.ts'
import { published } from '#lib/parts/published.ts'
import { askHttp } from '#lib/protocols/https/ask-http.ts'
import { blocked, type Finding, type Step, type StepContext } from '#lib/wizard/step.ts'

const ASK_MS = 10_000

export const repointDns: Step<Answers> = {
  id: 'repoint-dns',
  title: 'Point the names to the virtual address',
  purpose:
    'Mail, Autodiscover and the revocation lists are asked for at the virtual address from now on: clients reach whichever node holds it.',
  hostsOf: (answers) => askedServers(answers).map(({ name }) => name),
  timeoutMs: 300_000,

  async check(context) {
    return (await unserved(context)) ?? (await checkNames(context, wanted(context.answers)))
  },
  plan: (context) => planNames(context, wanted(context.answers)),
  apply: (context) => pointNames(context, wanted(context.answers)),
  undo: (context) => putNamesBack(context, lastTargets(context.answers.lab)),
}

const wanted = ({ lab }: Answers): Ask => ({
  wishes: lastTargets(lab),
  isRight: (addresses, { target }) => addresses.length > 0 && addresses.every((address) => address === target),
})

/** Who cannot fetch the lists distrusts every certificate: no name moves to an address that does not serve them. */
async function unserved({ answers: { lab }, hosts, signal }: StepContext<Answers>): Promise<Finding | undefined> {
  for (const { name, contentType } of published) {
    const request = { dial: hosts.dial, address: lab.virtualAddress, port: 80, name: lab.pkiName, path: `/${name}` }
    const found = await askHttp({ ...request, timeoutMs: ASK_MS, signal }).catch((error: unknown) => {
      signal.throwIfAborted()
      return Failure.from(error)
    })
    const isServed =
      !(found instanceof Failure) && found.status === 200 && found.headers['content-type']?.startsWith(contentType)
    if (isServed) continue
    const why = found instanceof Failure ? found.message : `HTTP ${found.status} came for ${name}.`
    return blocked(
      `${lab.virtualAddress} does not serve http://${lab.pkiName}/${name} yet, so no name is pointed there: ${why}`,
      'Let HAProxy serve the revocation lists and CA certificates (Part 5), then look again.',
      { part: 'load-balancer', step: 'reload-haproxy', label: 'Go to HAProxy' },
    )
  }
  return undefined
}
