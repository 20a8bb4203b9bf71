import { type IncomingHttpHeaders, request } from 'node:http'
import { ReplyLost } from '../reply-lost.ts'
import type { OneSocketAgent } from './one-socket-agent.ts'

export type HttpReply = { status: number; headers: IncomingHttpHeaders; body: Buffer }
export type HttpRequest = {
  host: string
  path: string
  headers: Record<string, string>
  body: Uint8Array
  timeoutMs: number
  signal?: AbortSignal | undefined
}

const maxBodyBytes = 256 << 20

/** One POST and its whole answer. Throws `ReplyLost`, or the signal's reason. */
export function post(
  agent: OneSocketAgent,
  { host, path, headers, body, timeoutMs, signal }: HttpRequest,
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const all = {
      Host: host,
      'User-Agent': 'Fairlead',
      'Accept-Encoding': 'identity',
      Connection: 'Keep-Alive',
      ...headers,
    }
    const outgoing = request({
      agent,
      method: 'POST',
      path,
      headers: { ...all, 'Content-Length': String(body.length) },
    })
    const fail = (error: Error) => {
      outgoing.destroy()
      settle(() => reject(signal?.aborted ? signal.reason : error))
    }
    const timer = setTimeout(() => fail(new ReplyLost(`no answer within ${timeoutMs} ms`)), timeoutMs)
    const onAbort = () => fail(new ReplyLost('given up'))
    const settle = (end: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      end()
    }

    signal?.addEventListener('abort', onAbort)
    outgoing.on('error', (cause) => fail(new ReplyLost(cause.message, { cause })))
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      let bytes = 0
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > maxBodyBytes) fail(new ReplyLost(`the answer is larger than ${maxBodyBytes >> 20} MB`))
        else chunks.push(chunk)
      })
      incoming.on('error', (cause) => fail(new ReplyLost(cause.message, { cause })))
      incoming.on('end', () => {
        const { statusCode: status = 0, headers: received } = incoming
        settle(() => resolve({ status, headers: received, body: Buffer.concat(chunks) }))
      })
    })
    if (signal?.aborted) onAbort()
    else outgoing.end(body)
  })
}
