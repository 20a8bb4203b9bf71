import { type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'

/** More of an answer is not kept; no health page or CRL of a lab comes near it. */
const MOST = 64 * 1024

export type Answer = { status: number; headers: Record<string, string>; body: Buffer }

type Request = { path: string; host: string; method?: string; headers?: Record<string, string> }

/** One request and its answer (HTTP/1.1, RFC 9112) on a connection that is there already; a longer body is cut at 64 KiB. */
export async function exchange(stream: Duplex, { path, host, method = 'GET', headers }: Request): Promise<Answer> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = request({
      createConnection: () => stream,
      method,
      path,
      headers: { host, connection: 'close', 'user-agent': 'Fairlead', ...headers },
    })
    asking.once('response', resolve)
    asking.on('error', reject)
    asking.end()
  })

  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= MOST) break
  }
  return { status: message.statusCode ?? 0, headers: flat(message), body: Buffer.concat(chunks).subarray(0, MOST) }
}

function flat({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}
