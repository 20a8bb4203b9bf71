import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { healthPath, services } from '#lib/parts/load-balancer/services.ts'
import type { HttpsRequest } from '#lib/protocols/https/ask-https.ts'
import type { StepContext } from '#lib/wizard/step.ts'

type Request = Omit<HttpsRequest, 'timeoutMs' | 'signal'>

/** What a client asks: Outlook on the web at the virtual address, by the mail name, with the root of the lab as all its trust. */
export async function clientRequest({ answers: { lab }, hosts, keep }: StepContext<Answers>): Promise<Request> {
  const root = await keep.read(kept.rootCertificate)
  if (!root)
    throw new Failure('blocked', {
      message: 'There is no root certificate against which the answers could be verified.',
      remedy: 'Carry out Part 2 first.',
      fix: { part: 'pki', label: 'Go to the PKI' },
    })
  return {
    dial: hosts.dial,
    address: lab.virtualAddress,
    port: 443,
    servername: lab.mailName,
    path: healthPath(services[0] ?? { path: '/owa' }),
    ca: [root],
  }
}
