import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { Hosts } from '#lib/wizard/hosts.ts'
import { exportRequest } from './certificate-pipelines.ts'
import { certificatesOn, isPending } from './exchange-certificates.ts'
import { type InspectedRequest, inspected } from './leaf-request.ts'

/** A request that waits on an Exchange server, and its text, which the server gives again. */
export type PendingRequest = { thumbprint: string; found: InspectedRequest }

/** Those that bear the friendly name of the answers: ours, or made by hand to the same end. */
export async function pendingRequests(hosts: Hosts, host: string, answers: Answers): Promise<PendingRequest[]> {
  const { friendlyName } = answers['client-access']
  const waiting = (await certificatesOn(hosts, host)).filter(
    (one) => isPending(one) && one.friendlyName === friendlyName,
  )
  const session = await hosts.exchange(host)
  const requests: PendingRequest[] = []
  for (const { thumbprint, isExportable } of waiting) {
    if (isExportable === false) {
      requests.push({ thumbprint, found: notExportable })
      continue
    }
    try {
      const output = await session.run(exportRequest(host, thumbprint))
      requests.push({ thumbprint, found: await inspected(requestIn(output), answers) })
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'remote-error')) throw error
      requests.push({ thumbprint, found: { state: 'refused', reasons: [`Its text is lost: ${error.message}`] } })
    }
  }
  return requests
}

const notExportable: InspectedRequest = {
  state: 'refused',
  reasons: ['Its private key cannot be exported: neither the other servers nor HAProxy could ever have it.'],
}

/** What New-ExchangeCertificate and Export-ExchangeCertificate put out: base64 between its lines. */
export const requestIn = (output: readonly Plain[]): string =>
  output.filter((one) => typeof one === 'string').join('\n')
