import { connect } from 'node:tls'
import type { HttpsRequest } from './ask-https.ts'
import { type Answer, exchange } from './exchange.ts'
import { within } from './within.ts'

/**
 * One GET whose certificate is not judged. Only for waiting until a page answers, on a server whose certificate may still be
 * its self-signed one: nothing secret is sent, and nothing but the waiting depends on the answer.
 * @throws Failure `unreachable`, `tls`, `timed-out`, `protocol`
 */
export async function askUnverified(
  request: Pick<HttpsRequest, 'dial' | 'address' | 'port' | 'servername' | 'path' | 'timeoutMs' | 'signal'>,
): Promise<Answer> {
  return await within(request, async ({ dialled, at }) => {
    const socket = connect({ socket: await dialled(), servername: request.servername, rejectUnauthorized: false })
    socket.on('error', () => {})
    at('waiting for the answer')
    return exchange(socket, { path: request.path, host: request.servername })
  })
}
