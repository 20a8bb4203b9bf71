import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { keyIn, parseCertificate } from '#lib/protocols/x509/certificate.ts'
import { inspectRequest } from '#lib/protocols/x509/inspect-request.ts'
import { type CertificateRequest, readRequest } from '#lib/protocols/x509/request.ts'
import type { Keep } from '#lib/wizard/step.ts'
import { leafNames } from './leaf-subject.ts'

/** A request as an authority sees it: fit to be signed for these answers, or every reason why it is not. */
export type InspectedRequest =
  | { state: 'sound'; pem: string; request: CertificateRequest }
  | { state: 'refused'; reasons: string[] }

/** The request that is kept; `undefined` where none is. */
export async function keptRequest(keep: Keep, answers: Answers): Promise<InspectedRequest | undefined> {
  const pem = await keep.read(kept.leafRequest)
  return pem === undefined ? undefined : inspected(pem, answers)
}

/** Names must be exactly those of the lab: none that is foreign, and none left out. */
export async function inspected(pem: string, answers: Answers): Promise<InspectedRequest> {
  const names = leafNames(answers)
  try {
    const request = await readRequest(pem)
    const missing = names.filter((name) => !request.names.includes(name))
    const reasons = [
      ...inspectRequest(request, names).map(({ message }) => message),
      ...missing.map((name) => `It does not ask for ${name}.`),
    ]
    return reasons.length > 0 ? { state: 'refused', reasons } : { state: 'sound', pem, request }
  } catch (error) {
    if (error instanceof Failure && error.code === 'invalid') return { state: 'refused', reasons: [error.message] }
    throw error
  }
}

/** Whether the certificate was issued for the key of this request. */
export const answersRequest = (certificatePem: string, { publicKey }: CertificateRequest): boolean =>
  publicKey.equals(keyIn(parseCertificate(certificatePem)))
