import type { KeyObject } from 'node:crypto'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { keyIn, parseCertificate, readCertificate } from '#lib/protocols/x509/certificate.ts'
import { publicKeyOf } from '#lib/protocols/x509/private-key.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { certificatesOn } from './exchange-certificates.ts'
import { exchangeServers, firstServer } from './exchange-servers.ts'
import { pendingRequests } from './pending-requests.ts'

export type KeyPlace = { words: string } & (
  | { at: 'fairlead' }
  /** Behind a request that waits for its certificate. */
  | { at: 'request'; host: string }
  | { at: 'certificate'; host: string }
)

type Context = Pick<StepContext<Answers>, 'answers' | 'hosts' | 'keep'>

/** Where the private key to this public key is; `undefined`: nowhere that Fairlead knows. */
export async function keyPlace({ answers, hosts, keep }: Context, publicKey: KeyObject): Promise<KeyPlace | undefined> {
  const key = await keep.readSecret(kept.leafKey)
  if (key && publicKeyOf(key).equals(publicKey)) return { at: 'fairlead', words: 'kept by Fairlead' }
  if (!(await keep.readSecret(kept.windowsPassword))) return undefined

  const host = firstServer(answers)
  const waiting = await pendingRequests(hosts, host, answers)
  if (waiting.some(({ found }) => found.state === 'sound' && found.request.publicKey.equals(publicKey)))
    return { at: 'request', host, words: `on ${host}, behind its pending request` }

  const leaf = await keep.read(kept.leafCertificate)
  if (!leaf || !publicKey.equals(keyIn(parseCertificate(leaf)))) return undefined
  const { sha1 } = readCertificate(leaf)
  for (const name of exchangeServers(answers)) {
    const held = (await certificatesOn(hosts, name)).find(({ thumbprint }) => thumbprint === sha1)
    if (held?.hasPrivateKey) return { at: 'certificate', host: name, words: `on ${name}, with the certificate` }
  }
  return undefined
}
