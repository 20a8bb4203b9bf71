import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'

export type Exchange = {
  readonly port: number
  /** Paths in lower case whose health page answers 503. */
  readonly sick: Set<string>
  stop(): Promise<void>
}

/**
 * What HAProxy notices of an Exchange server: a health page for each virtual directory, and a login that belongs to the
 * connection: who has once shown a ticket on it is believed from then on, as IIS does with authPersistNonNTLM.
 */
export async function startExchange(
  name: string,
  address: string,
  tls: { cert: string; key: string },
): Promise<Exchange> {
  const sick = new Set<string>()
  const users = new WeakMap<Socket, string>()
  const server = createServer({ ...tls, keepAliveTimeout: 60_000 }, (request, response) => answer(request, response))
  server.listen(0, address)
  await once(server, 'listening')
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    sick,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  function answer(request: IncomingMessage, response: ServerResponse) {
    const path = (request.url ?? '').toLowerCase()
    if (path.endsWith('/healthcheck.htm')) {
      const isSick = sick.has(path.slice(0, -'/healthcheck.htm'.length))
      response.writeHead(isSick ? 503 : 200).end(isSick ? '' : `200 OK<br/>${name}`)
      return
    }
    const ticket = /^Negotiate (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (ticket) users.set(request.socket, ticket)
    const user = users.get(request.socket)
    if (user) response.writeHead(200, { 'X-Server': name }).end(user)
    else response.writeHead(401, { 'WWW-Authenticate': 'Negotiate' }).end()
  }
}
