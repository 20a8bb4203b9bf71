import type { Duplex } from 'node:stream'
import { Failure } from '#lib/failure.ts'
import { ReplyLost } from '../reply-lost.ts'
import { authenticate, basicAuthorization } from './authenticate.ts'
import { urlOf, type WsmanEndpoint } from './endpoint.ts'
import { type HttpReply, post } from './http.ts'
import { OneSocketAgent } from './one-socket-agent.ts'
import { isSealedMime, openMime, sealMime } from './sealed-mime.ts'
import type { SecurityContext, ServerName } from './security-context.ts'
import { secure } from './tls.ts'

/** The login is no longer good: what was sent was not carried out. */
export class LoginLost extends Error {}

const soapType = 'application/soap+xml;charset=UTF-8'
const connectTimeoutMs = 20_000

/** One socket, one login, one request at a time. It is never repaired: a new one is opened instead. */
export class WsmanConnection {
  readonly #endpoint: WsmanEndpoint
  readonly #stream: Duplex
  readonly #agent: OneSocketAgent
  readonly #context: SecurityContext | undefined
  #lastUsed = Date.now()

  private constructor(endpoint: WsmanEndpoint, stream: Duplex, agent: OneSocketAgent, context?: SecurityContext) {
    this.#endpoint = endpoint
    this.#stream = stream
    this.#agent = agent
    this.#context = context
  }

  /** Dials, secures and logs in. Throws `unreachable`, `tls`, `auth-rejected`, `auth-unsupported`, `encryption-required`. */
  static async open(endpoint: WsmanEndpoint, signal: AbortSignal): Promise<WsmanConnection> {
    refuseReadablePassword(endpoint)
    const limit = AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)])
    let stream: Duplex | undefined
    try {
      stream = await endpoint.dial({ address: endpoint.address ?? endpoint.host, port: endpoint.port, signal: limit })
      stream.on('error', () => {})
      const secured = endpoint.tls && (await secure(stream, endpoint.host, endpoint.tls, limit))
      const agent = new OneSocketAgent(secured?.stream ?? stream)
      const context = await authenticate(endpoint, agent, secured?.endPoint, limit)
      return new WsmanConnection(endpoint, secured?.stream ?? stream, agent, context)
    } catch (cause) {
      stream?.destroy()
      signal.throwIfAborted()
      if (cause instanceof Failure) throw cause
      throw unreachable(endpoint, cause)
    }
  }

  /** False once the stream is gone, and after a pause in which the server may have closed it unseen. */
  get usable(): boolean {
    // http.sys closes an idle connection after two minutes; what is sent into that moment may or may not arrive.
    return !this.#stream.destroyed && !this.#stream.readableEnded && Date.now() - this.#lastUsed < 60_000
  }

  get server(): ServerName | undefined {
    return this.#context?.server
  }

  /** Throws `LoginLost` where the request was not carried out, `ReplyLost` where that cannot be known. */
  async exchange(xml: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<string> {
    const { host, path, port } = this.#endpoint
    const { contentType, body } = this.#sealed(Buffer.from(xml))
    const authorization = basicAuthorization(this.#endpoint)
    const reply = await post(this.#agent, {
      host: `${host}:${port}`,
      path,
      headers: { 'Content-Type': contentType, ...(authorization && { Authorization: authorization }) },
      body,
      timeoutMs,
      signal,
    })
    this.#lastUsed = Date.now()
    if (reply.status === 401) throw new LoginLost()
    return this.#opened(reply)
  }

  destroy() {
    this.#agent.destroy()
    this.#stream.destroy()
  }

  #sealed(message: Buffer): { contentType: string; body: Uint8Array } {
    if (this.#context && !this.#endpoint.tls) return sealMime(this.#context, message)
    return { contentType: soapType, body: message }
  }

  #opened({ status, headers, body }: HttpReply): string {
    if (isSealedMime(headers['content-type'])) {
      if (this.#context) return openMime(this.#context, body).toString('utf8')
      throw new Failure('protocol', { message: `${this.#endpoint.host} answered sealed what was not asked sealed.` })
    }
    if (this.#endpoint.tls && body.length > 0) return body.toString('utf8')
    throw body.length > 0 ? readableReply(this.#endpoint.host, status) : emptyReply(this.#endpoint.host, status)
  }
}

function readableReply(host: string, status: number): Failure {
  return new Failure('encryption-required', {
    message: `${host} answered an encrypted request with a readable reply (HTTP ${status}); it was not believed.`,
    remedy: 'Look for a proxy between this machine and the server, and in the log of WinRM on the server.',
  })
}

function emptyReply(host: string, status: number): Failure {
  return new Failure('protocol', {
    message: `${host} answered HTTP ${status} and said no more.`,
    remedy: 'Look in the event log Microsoft-Windows-WinRM/Operational of the server.',
  })
}

function refuseReadablePassword(endpoint: WsmanEndpoint) {
  if (endpoint.login.kind !== 'basic' || endpoint.tls) return
  throw new Failure('encryption-required', {
    message: `Basic authentication would send the password to ${urlOf(endpoint)} readable for everybody on the way.`,
    remedy: 'Use HTTPS on 5986 for Basic, or Negotiate.',
  })
}

function unreachable(endpoint: WsmanEndpoint, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const what = cause instanceof ReplyLost ? 'closed the connection during the login' : 'cannot be reached'
  return new Failure('unreachable', {
    message: `${endpoint.host} ${what} at port ${endpoint.port}: ${reason}`,
    remedy: `Check that the server is up, that WinRM runs there (winrm quickconfig) and that a firewall lets port ${endpoint.port} through.`,
    cause,
  })
}
