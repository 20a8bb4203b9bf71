import type { Dial } from '#lib/protocols/dial.ts'
import { type Answer, exchange } from './exchange.ts'
import { type ShownCertificate, verifiedTls } from './verified-tls.ts'
import { within } from './within.ts'

export type HttpsRequest = {
  dial: Dial
  address: string
  port: number
  /** The name that a client would use: sent as SNI and Host, and looked for in the certificate. */
  servername: string
  /** With its leading slash; a query may follow. */
  path: string
  method?: 'GET' | 'HEAD' | 'OPTIONS'
  headers?: Record<string, string>
  /** The only roots that are trusted, in PEM. */
  ca: readonly string[]
  timeoutMs: number
  signal?: AbortSignal
}

export type HttpsAnswer = Answer & {
  /** From the first packet to the last byte of the answer, in ms. */
  ms: number
  /** As the server sent it, its own certificate first. */
  chain: ShownCertificate[]
}

/**
 * One request on a connection of its own. Nothing is asked of a server whose name or chain does not hold.
 * @throws Failure `unreachable`, `tls` (expired, wrong name, untrusted, chain incomplete), `timed-out`, `protocol`
 */
export async function askHttps(request: HttpsRequest): Promise<HttpsAnswer> {
  const started = performance.now()
  return await within(request, async ({ dialled, at }) => {
    at('waiting for the TLS handshake')
    const { socket, chain } = await verifiedTls(await dialled(), request)
    at('waiting for the answer')
    const answer = await exchange(socket, { ...request, host: hostOf(request, 443) })
    return { ...answer, ms: performance.now() - started, chain }
  })
}

const hostOf = ({ servername, port }: HttpsRequest, usual: number) =>
  port === usual ? servername : `${servername}:${port}`
