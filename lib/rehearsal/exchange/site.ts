import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { readBody } from '../windows/http/read-body.ts'
import { basicLogin, type Connection, type Login, windowsLogin } from './authentication.ts'
import { logonPage } from './logon-page.ts'
import { type Mode, type ServiceName, serviceOf, services, wholeServer } from './services.ts'

export type Site = {
  /** Faults in force, by service or `*`; what is absent is up. */
  readonly modes: Map<string, Mode>
  answer(request: IncomingMessage, response: ServerResponse): void
  /** IIS has restarted: the next requests to each service find its application pool cold. */
  chill(): void
}

type Behaviour = {
  /** How many requests to a service are refused while its application pool warms up. */
  coldRequests: number
  /** Whether the service's component is taken out (Set-ServerComponentState); only its health page tells. */
  isInactive(service: ServiceName): boolean
  /** What Autodiscover answers to a body that was posted to it; absent: it only says who is there. */
  autodiscover?(body: string): string
}

const alwaysWell: Behaviour = { coldRequests: 0, isInactive: () => false }

/** What a Client Access server answers on its virtual directories. `fqdn` as LAB-EX01.lab.local. */
export function site(fqdn: string, { coldRequests, isInactive, autodiscover }: Behaviour = alwaysWell): Site {
  const modes = new Map<string, Mode>()
  const cold = new Map<string, number>()
  const isCold = (service: ServiceName) => {
    const left = cold.get(service) ?? 0
    if (left > 0) cold.set(service, left - 1)
    return left > 0
  }
  const connections = new WeakMap<Socket, Connection>()

  return {
    modes,
    chill: () => {
      for (const service of Object.keys(services)) cold.set(service, coldRequests)
    },
    answer: (request, response) => {
      response.setHeader('Server', 'Microsoft-IIS/8.5')
      response.setHeader('X-FEServer', fqdn.split('.')[0]?.toUpperCase() ?? '')
      const path = request.url ?? '/'
      const service = serviceOf(path)
      if (!service) return page(response, path === '/' ? 200 : 404, path === '/' ? 'IIS' : 'Not found')

      const mode = modes.get(wholeServer) ?? modes.get(service)
      if (mode === 'hang') return
      if (mode === 'down' || isCold(service)) return page(response, 503, 'Service Unavailable')
      if (/\/healthcheck\.htm$/i.test(path)) {
        if (isInactive(service)) return page(response, 503, 'Service Unavailable')
        return page(response, 200, `200 OK<br/>${fqdn}`)
      }
      if (services[service] === 'forms') return page(response, 200, logonPage(service, fqdn))

      const connection = connections.get(request.socket) ?? {}
      connections.set(request.socket, connection)
      const login = loginTo(service, connection, request.headers.authorization)
      const isQuestion = request.method === 'POST' && /^\/autodiscover\/autodiscover\.xml$/i.test(path)
      if ('user' in login && autodiscover && isQuestion) return void locate(request, response, autodiscover)
      if ('user' in login) return welcome(response, login.user, `${service} of ${fqdn}`)
      response.setHeader('WWW-Authenticate', login.challenge ?? offers(service))
      page(response, 401, 'Unauthorized')
    },
  }
}

const loginTo = (service: ServiceName, connection: Connection, authorization: string | undefined): Login =>
  services[service] === 'basic' ? basicLogin(authorization) : windowsLogin(connection, authorization)

const offers = (service: ServiceName): string[] =>
  services[service] === 'basic' ? ['Basic realm=""'] : ['Negotiate', 'NTLM']

function welcome(response: ServerResponse, user: string, text: string) {
  response.setHeader('X-Lab-User', user)
  response.setHeader('Persistent-Auth', 'true')
  page(response, 200, `${text} for ${user}`)
}

/** A question that is too long, or that its client broke off, gets no answer of Exchange's. */
async function locate(request: IncomingMessage, response: ServerResponse, answer: (body: string) => string) {
  const body = await readBody(request, 64 << 10).catch(() => undefined)
  if (!body) return void response.writeHead(413, { Connection: 'close' }).end()
  const said = Buffer.from(answer(body.toString('utf8')))
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': said.length }).end(said)
}

function page(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(text) }).end(text)
}
