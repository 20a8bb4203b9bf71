import type { Dial } from '#lib/protocols/dial.ts'
import { type Answer, exchange } from './exchange.ts'
import { within } from './within.ts'

export type HttpRequest = {
  dial: Dial
  address: string
  port: number
  /** Sent as Host. */
  name: string
  path: string
  timeoutMs: number
  signal?: AbortSignal
}

/** Plain http, as CRLs and CA certificates are fetched: what protects them is their own signature. */
export async function askHttp(request: HttpRequest): Promise<Answer & { ms: number }> {
  const started = performance.now()
  return await within(request, async ({ dialled, at }) => {
    const stream = await dialled()
    at('waiting for the answer')
    const host = request.port === 80 ? request.name : `${request.name}:${request.port}`
    return { ...(await exchange(stream, { path: request.path, host })), ms: performance.now() - started }
  })
}
