import { randomUUID } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import { ReplyLost } from '../reply-lost.ts'
import { rejected } from './authenticate.ts'
import { LoginLost, WsmanConnection } from './connection.ts'
import { urlOf, type WsmanEndpoint } from './endpoint.ts'
import {
  defaultMaxEnvelopeBytes,
  defaultOperationTimeoutMs,
  replyBody,
  requestEnvelope,
  type WsmanRequest,
  type WsmanSession,
} from './envelope.ts'
import { readFault } from './fault.ts'
import type { ServerName } from './security-context.ts'
import type { XmlElement } from './xml.ts'

/** The answer is waited for this much longer than the server was told to wait. */
const graceMs = 15_000

/**
 * Speaks WS-Management with one endpoint: requests are queued, one in flight; a connection that is gone is replaced before
 * the next request, never in the middle of one. A request that the server refused to log in (401) was not carried out, so it
 * alone is sent again, once.
 */
export class WsmanClient {
  readonly endpoint: WsmanEndpoint
  readonly session: WsmanSession
  #connection: WsmanConnection | undefined
  #server: ServerName | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #interrupt: AbortController | undefined

  constructor(endpoint: WsmanEndpoint, maxEnvelopeBytes = defaultMaxEnvelopeBytes) {
    this.endpoint = endpoint
    this.session = { url: urlOf(endpoint), sessionId: randomUUID(), maxEnvelopeBytes }
  }

  /** Who the server said it is when it was last logged in to. */
  get server(): ServerName | undefined {
    return this.#server
  }

  /**
   * The reply's body. Throws a `WsmanFault` where the server says no and a `Failure` where no connection came about: then it
   * was not carried out; `ReplyLost` where it may have been.
   */
  call(request: WsmanRequest, signal: AbortSignal): Promise<XmlElement> {
    const turn = this.#turn.then(() => this.#send(request, signal))
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** Gives up the request in flight, whose answer is then lost, by closing its connection. */
  interrupt() {
    this.#interrupt?.abort(new ReplyLost('the request was given up for a more urgent one'))
  }

  close() {
    this.#connection?.destroy()
    this.#connection = undefined
  }

  async #send(request: WsmanRequest, signal: AbortSignal): Promise<XmlElement> {
    signal.throwIfAborted()
    const { id, xml } = requestEnvelope(this.session, request)
    const timeoutMs = (request.operationTimeoutMs ?? defaultOperationTimeoutMs) + graceMs
    this.#interrupt = new AbortController()
    const either = AbortSignal.any([signal, this.#interrupt.signal])
    try {
      const body = believed(await this.#exchange(xml, timeoutMs, either), id)
      const fault = readFault(body)
      if (fault) throw fault
      return body
    } finally {
      this.#interrupt = undefined
    }
  }

  async #exchange(xml: string, timeoutMs: number, signal: AbortSignal): Promise<string> {
    for (let logins = 1; ; logins++) {
      const connection = await this.#connected(signal)
      try {
        return await connection.exchange(xml, timeoutMs, signal)
      } catch (error) {
        // After any of these the two ends no longer agree on where the stream of sealed messages is.
        this.close()
        if (!(error instanceof LoginLost)) throw ReplyLost.from(error)
        if (logins > 1) throw rejected(this.endpoint)
      }
    }
  }

  async #connected(signal: AbortSignal): Promise<WsmanConnection> {
    if (this.#connection?.usable) return this.#connection
    this.close()
    this.#connection = await WsmanConnection.open(this.endpoint, signal)
    const { server } = this.#connection
    if (server && this.#server && server.computer !== this.#server.computer) throw otherServer(this.#server, server)
    this.#server = server
    return this.#connection
  }
}

function believed(xml: string, id: string): XmlElement {
  try {
    return replyBody(xml, id)
  } catch (error) {
    throw ReplyLost.from(error)
  }
}

function otherServer(before: ServerName, now: ServerName): Failure {
  return new Failure('protocol', {
    message: `A second connection reached ${now.computer} instead of ${before.computer}.`,
    remedy: 'Call each server by its own name, not by one behind a load balancer.',
  })
}
