import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { isMode, isService, type Mode, wholeServer } from './services.ts'

export type Controlled = {
  setService(service: string, mode: Mode): void
  handCertificate(chainPem: string, keyPem: string): Promise<void>
}

/** What a rehearsal may do to a simulated server: each answer comes when it is in force. */
export function controlServer(controlled: Controlled): Server {
  return createServer(async (request, response) => {
    try {
      await carryOut(controlled, request.url ?? '', await fieldsOf(request))
      response.writeHead(204).end()
    } catch (error) {
      response.writeHead(400).end(error instanceof Error ? error.message : String(error))
    }
  })
}

async function carryOut(controlled: Controlled, url: string, fields: Map<string, unknown>): Promise<void> {
  const field = (name: string) => String(fields.get(name) ?? '')
  if (url === '/certificate') return controlled.handCertificate(field('chain'), field('key'))
  if (url !== '/service') throw new Error(`there is no ${url}`)
  const service = field('service').toLowerCase()
  const mode = fields.get('mode')
  if (service !== wholeServer && !isService(service)) throw new Error(`there is no service ${service}`)
  if (!isMode(mode)) throw new Error(`there is no mode ${String(mode)}`)
  controlled.setService(service, mode)
}

async function fieldsOf(request: IncomingMessage): Promise<Map<string, unknown>> {
  const body: unknown = JSON.parse(await text(request))
  return new Map(Object.entries(typeof body === 'object' && body ? body : {}))
}
