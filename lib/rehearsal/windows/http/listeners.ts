import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { WindowsHost } from '../windows-host.ts'
import { type ChooseThumbprint, followState, secureContext } from './server-certificate.ts'

export type Listener = { port: number; close(): Promise<void> }

/** An HTTP listener; with `certificate` an HTTPS one that serves what the host's state names. */
export async function listen(
  host: WindowsHost,
  port: number,
  handler: RequestListener,
  certificate?: ChooseThumbprint,
): Promise<Listener> {
  const server = certificate ? createTlsServer(secureContext(host, certificate), handler) : createServer(handler)
  if (certificate && 'setSecureContext' in server) followState(server, host, certificate)
  // http.sys keeps an idle connection, and the login that belongs to it, for two minutes.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host.config.address, () => resolve())
  })
  return { port: portOf(server), close: () => closeServer(server) }
}

function portOf(server: HttpServer | HttpsServer): number {
  // An HTTP server that listens on a port has an address of this shape.
  return (server.address() as AddressInfo).port
}

async function closeServer(server: HttpServer | HttpsServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
