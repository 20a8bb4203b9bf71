import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { noPassword } from '#lib/parts/no-password.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { createKey } from '#lib/protocols/x509/private-key.ts'
import { type CertificateRequest, createRequest } from '#lib/protocols/x509/request.ts'
import { type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { newRequest, removeCertificate } from './certificate-pipelines.ts'
import { certificatesOn, isPending } from './exchange-certificates.ts'
import { firstServer } from './exchange-servers.ts'
import { keyPlace } from './key-place.ts'
import { inspected, keptRequest } from './leaf-request.ts'
import { leafNames, leafSubject } from './leaf-subject.ts'
import { pendingRequests, requestIn } from './pending-requests.ts'
import { tooLongName } from './too-long-name.ts'

type Context = StepContext<Answers>

export const requestCertificate: Step<Answers> = {
  id: 'request-certificate',
  title: 'Request the certificate for mail and Autodiscover',
  purpose:
    'One certificate request, made by the first Exchange server or by Fairlead, for one certificate and one key on all Exchange servers and both HAProxy nodes: logon cookies and Extended Protection ask for the same one everywhere.',
  hostsOf: (answers) => [madeHere(answers) ? 'Fairlead' : firstServer(answers)],
  timeoutMs: 180_000,

  async check(context) {
    const { answers, keep, prove } = context
    const [name = ''] = leafNames(answers)
    if (name.length > LONGEST_COMMON_NAME) return tooLongName(name, LONGEST_COMMON_NAME)
    if (!madeHere(answers) && !(await keep.readSecret(kept.windowsPassword))) return noPassword(answers)
    const found = await keptRequest(keep, answers)
    if (!found) return unsatisfied('There is no certificate request yet.')
    if (found.state === 'refused')
      return unsatisfied(`The certificate request that is kept is not what is needed. ${found.reasons.join(' ')}`)
    const place = await keyPlace(context, found.request.publicKey)
    if (!place)
      return unsatisfied('The private key of the request that is kept is neither here nor on an Exchange server.')
    prove(evidence(found.request, place.words))
    return satisfied(`A request for ${found.request.names.join(' and ')}; its key is ${place.words}.`)
  },

  async plan(context) {
    const { answers } = context
    const what = `a request for ${leafNames(answers).join(' and ')}`
    if (madeHere(answers)) {
      const key = (await context.keep.readSecret(kept.leafKey))
        ? 'with the key that is kept'
        : 'with a new RSA key of 2048 bits'
      return [{ host: 'Fairlead', summary: `Would make ${what}, ${key}` }]
    }
    const host = firstServer(answers)
    const { sound, spoilt } = await waiting(context)
    if (sound) return [{ host, summary: `Would take up the request that waits on ${host} (${sound.thumbprint})` }]
    const removals = spoilt.map(
      ({ thumbprint, found }): Change => ({
        host,
        summary: `Would remove the pending request ${thumbprint} that an earlier run made. ${found.state === 'refused' ? found.reasons.join(' ') : ''}`,
        command: showCommands(removeCertificate(host, thumbprint)),
      }),
    )
    const summary = `Would let ${host} make an RSA key of 2048 bits and ${what}`
    return [...removals, { host, summary, command: showCommands(newRequest(host, answers)) }]
  },

  apply: (context) => (madeHere(context.answers) ? makeHere(context) : makeOnExchange(context)),

  async undo(context) {
    const { answers, keep, before, hosts, log } = context
    const host = firstServer(answers)
    const standing = await before.recall(standingOn(host))
    if (standing) {
      const session = await hosts.exchange(host)
      for (const { thumbprint } of await ours(context, standing)) {
        await session.run(removeCertificate(host, thumbprint), { write: true })
        log(`removed the pending request ${thumbprint}`, { host })
      }
    }
    await keep.remove(kept.leafRequest)
    if ((await before.recall('key made here')) === null) await keep.remove(kept.leafKey)
    log('removed the certificate request from Fairlead')
  },
}

/** ub-common-name of RFC 5280, appendix A; Windows refuses a longer one. */
const LONGEST_COMMON_NAME = 64

const madeHere = (answers: Answers) => answers['client-access'].keyOrigin === 'fairlead'
const standingOn = (host: string) => `pending requests on ${host}`

async function makeHere({ answers, keep, before, log }: Context): Promise<void> {
  const found = await keep.readSecret(kept.leafKey)
  if (!found) await before.keep('key made here', null)
  const key = found ?? (await createKey(2048))
  if (!found) await keep.writeSecret(kept.leafKey, key)
  const request = await createRequest({ subject: leafSubject(answers), names: leafNames(answers), key })
  await keep.write(kept.leafRequest, request)
  log(`made a request for ${leafNames(answers).join(' and ')}`, { level: 'good' })
}

/** A request that an earlier run made and did not live to keep is taken up: a second one would be a second key. */
async function makeOnExchange(context: Context): Promise<void> {
  const { answers, hosts, keep, before, log } = context
  const host = firstServer(answers)
  const { sound, spoilt } = await waiting(context)
  if (sound) {
    await keep.write(kept.leafRequest, sound.found.pem)
    return log(`took up the request that waits there (${sound.thumbprint})`, { host, level: 'good' })
  }
  const session = await hosts.exchange(host)
  for (const { thumbprint } of spoilt) await session.run(removeCertificate(host, thumbprint), { write: true })

  const standing = (await certificatesOn(hosts, host)).filter(isPending).map(({ thumbprint }) => thumbprint)
  await before.keep(standingOn(host), JSON.stringify(standing))
  const made = await inspected(requestIn(await session.run(newRequest(host, answers), { write: true })), answers)
  if (made.state === 'refused')
    throw new Failure('remote-error', {
      message: `${host} made another request than it was asked for. ${made.reasons.join(' ')}`,
      remedy: 'Look at the command in the log and at the pending request in the Exchange admin center.',
    })
  await keep.write(kept.leafRequest, made.pem)
  log(`${host} made a request for ${leafNames(answers).join(' and ')}`, { host, level: 'good' })
}

/** `sound` can be used; `spoilt` cannot, and was made by an earlier run of this Step. */
async function waiting(context: Context) {
  const { answers, hosts, before } = context
  const host = firstServer(answers)
  const found = await pendingRequests(hosts, host, answers)
  const standing = await before.recall(standingOn(host))
  const mine = standing ? (await ours(context, standing)).map(({ thumbprint }) => thumbprint) : []
  const [sound] = found.flatMap(({ thumbprint, found }) => (found.state === 'sound' ? [{ thumbprint, found }] : []))
  return {
    sound,
    spoilt: found.filter(({ thumbprint, found }) => found.state === 'refused' && mine.includes(thumbprint)),
  }
}

/** Pending requests of our name that did not wait there before this Step first made one. */
async function ours({ hosts, answers }: Context, standing: string) {
  const host = firstServer(answers)
  const { friendlyName } = answers['client-access']
  const before: unknown = JSON.parse(standing)
  const known = Array.isArray(before) ? before.map(String) : []
  return (await certificatesOn(hosts, host)).filter(
    (one) => isPending(one) && one.friendlyName === friendlyName && !known.includes(one.thumbprint),
  )
}

function evidence({ subject, names, publicKey }: CertificateRequest, place: string) {
  const { modulusLength } = publicKey.asymmetricKeyDetails ?? {}
  return {
    kind: 'fact' as const,
    subject: 'certificate-request',
    data: [
      { name: 'Subject', value: subject },
      { name: 'Names', value: names.join(', ') },
      { name: 'Key', value: `RSA, ${modulusLength} bits, ${place}` },
      { name: 'Signature', value: 'made with the key that it asks to certify' },
    ],
  }
}
