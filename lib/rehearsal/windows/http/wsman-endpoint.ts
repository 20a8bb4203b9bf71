import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isSealedMime, openMime, sealMime } from '#lib/protocols/wsman/sealed-mime.ts'
import type { Fault } from '../faults.ts'
import type { WindowsHost } from '../windows-host.ts'
import { type Asked, readAsked } from '../wsman/asked.ts'
import { envelopeTooLarge, WsmanFault } from '../wsman/faults.ts'
import type { Caller, SoapReply, WsmanService } from '../wsman/service.ts'
import { ConnectionLogin, type LoggedIn } from './connection-login.ts'
import { faultAfter, faultBefore } from './faulty-replies.ts'
import { readBody } from './read-body.ts'
import { channelBindingOf } from './server-certificate.ts'

const sealedType = 'application/HTTP-SPNEGO-session-encrypted'

export type WsmanEndpointOptions = {
  host: WindowsHost
  service: WsmanService
  isTls: boolean
  offersBasic: boolean
}

/** WS-Management over HTTP: login by connection, sealed bodies, SOAP. */
export class WsmanEndpoint {
  readonly #options: WsmanEndpointOptions
  readonly #logins = new WeakMap<Socket, ConnectionLogin>()

  constructor(options: WsmanEndpointOptions) {
    this.#options = options
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, isTls, offersBasic } = this.#options
    const maxBytes = host.config.quotas.maxEnvelopeKb * 1024
    const body = await readBody(request, maxBytes * 2)
    if (request.method !== 'POST') return end(response, 405)

    const login = this.#loginOf(request.socket)
    const answer = login.answer(request.headers.authorization, offersBasic && isTls)
    if ('challenges' in answer) return unauthorised(response, answer.challenges)
    if (body === undefined) return end(response, 413)
    // The last leg of the login comes without a body, and is answered without one.
    if (body.length === 0) return end(response, 200)

    const { sealing } = answer.as
    const isSealed = isSealedMime(request.headers['content-type'])
    // AllowUnencrypted=false: Windows does not even look at what is in an open body.
    if (!isSealed && !isTls) return end(response, 500)
    if (isSealed && !sealing) return end(response, 400)
    let text: string
    try {
      text = isSealed && sealing ? openMime(sealing, body).toString('utf8') : body.toString('utf8')
    } catch {
      // A wrong signature breaks the sequence of both sides, so that this connection is of no more use.
      login.forget()
      return end(response, 400)
    }
    const exchange = { request, response, login, as: answer.as, ...(isSealed && sealing && { sealing }) }
    await this.#answer(text, exchange, maxBytes)
  }

  async #answer(text: string, exchange: Exchange, maxBytes: number): Promise<void> {
    const { host, service } = this.#options
    const caller = callerOf(exchange)
    const asked = readOrRefuse(text)
    if (asked instanceof WsmanFault) return this.#reply(service.refuse(asked, ''), exchange)
    if (text.length > maxBytes)
      return this.#reply(service.refuse(envelopeTooLarge(maxBytes / 1024), asked.messageId), exchange)

    const about = { action: asked.action, cmdlets: service.commandsIn(asked, caller) }
    const before = faultBefore(host.faults, about)
    if (before) return this.#faulty(before, asked, exchange)

    const gone = new AbortController()
    exchange.response.once('close', () => gone.abort())
    const reply = await service.answer(asked, caller, gone.signal)
    await this.#reply(reply, exchange, faultAfter(host.faults, about))
  }

  async #faulty(fault: Fault, asked: Asked, exchange: Exchange): Promise<void> {
    const { request, response, login } = exchange
    if (fault.kind === 'drop-before') return void request.socket.destroy()
    if (fault.kind === 'hang') return
    if (fault.kind === 'server-error') return end(response, 500)
    if (fault.kind === 'unauthorised') {
      login.forget()
      return unauthorised(response, ['Negotiate', 'Kerberos'])
    }
    if (fault.kind !== 'wsman-fault') return
    const message = fault.message ?? 'A fault that the rehearsal was asked for.'
    const refusal = new WsmanFault({ code: fault.code, subcode: 'w:InternalError', message })
    await this.#reply(this.#options.service.refuse(refusal, asked.messageId), exchange)
  }

  async #reply({ status, xml }: SoapReply, { request, response, sealing }: Exchange, fault?: Fault): Promise<void> {
    if (fault?.kind === 'drop-after') return void request.socket.destroy()
    if (response.destroyed) return
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms))
    const plain = Buffer.from(xml, 'utf8')
    if (!sealing || fault?.kind === 'unsealed-reply')
      return end(response, status, plain, 'application/soap+xml;charset=UTF-8')

    const sealed = sealMime({ sealedType, seal: (message) => sealing.seal(message) }, plain)
    if (fault?.kind === 'wrong-signature') spoilSignature(sealed.body)
    end(response, status, sealed.body, sealed.contentType)
  }

  #loginOf(socket: Socket): ConnectionLogin {
    const kept = this.#logins.get(socket) ?? new ConnectionLogin(this.#options.host, channelBindingOf(socket))
    this.#logins.set(socket, kept)
    return kept
  }
}

type Exchange = {
  request: IncomingMessage
  response: ServerResponse
  login: ConnectionLogin
  as: LoggedIn
  sealing?: NonNullable<LoggedIn['sealing']>
}

function callerOf({ request, as: { user, domain, isAdministrator } }: Exchange): Caller {
  return { user, domain, isAdministrator, address: request.socket.remoteAddress ?? '' }
}

function readOrRefuse(text: string): Asked | WsmanFault {
  try {
    return readAsked(text)
  } catch (error) {
    if (error instanceof WsmanFault) return error
    throw error
  }
}

/** The signature stands right behind its length, after the head of the second part. */
function spoilSignature(body: Buffer): void {
  const mark = Buffer.from('application/octet-stream\r\n')
  const at = body.indexOf(mark) + mark.length + 4 + 4
  body.writeUInt8(body.readUInt8(at) ^ 0xff, at)
}

export function end(response: ServerResponse, status: number, body: Buffer = Buffer.alloc(0), type?: string): void {
  response.writeHead(status, {
    Server: 'Microsoft-HTTPAPI/2.0',
    'Content-Length': body.length,
    ...(type && { 'Content-Type': type }),
  })
  response.end(body)
}

function unauthorised(response: ServerResponse, challenges: string[]): void {
  response.writeHead(401, { Server: 'Microsoft-HTTPAPI/2.0', 'WWW-Authenticate': challenges, 'Content-Length': 0 })
  response.end()
}
