import { once } from 'node:events'
import { createServer } from 'node:net'
import { listeningPort } from './listening-port.ts'

/** A port of loopback that was free a moment ago, for a server that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listeningPort(server)
  server.close()
  await once(server, 'close')
  return port
}
