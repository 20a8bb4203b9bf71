import { Agent, type ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * An HTTP agent on one given stream and no other: login and sealing belong to it, so it is never silently replaced. The
 * stream need not be a socket, which is why what only sockets have is not called here.
 */
export class OneSocketAgent extends Agent {
  #stream: Duplex | undefined

  constructor(stream: Duplex) {
    super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 })
    this.#stream = stream
  }

  override createConnection(): Duplex {
    const stream = this.#stream
    this.#stream = undefined
    if (!stream) throw new Error('the connection was closed')
    return stream
  }

  override keepSocketAlive(): boolean {
    return true
  }

  /** Here Node takes its guard off a free stream; without that it destroys the stream at the next answer. */
  override reuseSocket(stream: Duplex, request: ClientRequest) {
    if (!('ref' in stream)) Object.assign(stream, { ref: () => stream })
    super.reuseSocket(stream, request)
  }
}
