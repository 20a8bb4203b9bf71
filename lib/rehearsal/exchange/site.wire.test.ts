import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Site, site } from './site.ts'

let exchange: Site
let server: Server
let agent: Agent

beforeEach(async () => {
  exchange = site('LAB-EX01.lab.local')
  server = createServer(exchange.answer).listen(0, '127.0.0.1')
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await once(server, 'listening')
})

afterEach(() => {
  agent.destroy()
  server.closeAllConnections()
  server.close()
})

/** All questions of a test go over one connection. */
async function ask(path: string, { authorization, signal }: { authorization?: string; signal?: AbortSignal } = {}) {
  // Asked of a TCP server, this is its address and port.
  const { port } = server.address() as AddressInfo
  const asked = request({
    port,
    path,
    agent,
    headers: { ...(authorization && { authorization }) },
    ...(signal && { signal }),
  })
  asked.end()
  // What `response` comes with.
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

describe('the virtual directories', () => {
  test.each(['owa', 'ecp', 'EWS', 'mapi', 'rpc', 'OAB', 'Autodiscover', 'Microsoft-Server-ActiveSync', 'PowerShell'])(
    '/%s says that it is healthy',
    async (service) => {
      const { status, body, headers } = await ask(`/${service}/HealthCheck.htm`)
      expect([status, body, headers['x-feserver']]).toEqual([200, '200 OK<br/>LAB-EX01.lab.local', 'LAB-EX01'])
    },
  )

  test('ask who somebody is, each in its way', async () => {
    const offers = async (path: string) => (await ask(path)).headers['www-authenticate']
    expect(await offers('/ews/exchange.asmx')).toBe('Negotiate, NTLM')
    expect(await offers('/rpc/rpcproxy.dll')).toBe('Negotiate, NTLM')
    expect(await offers('/Microsoft-Server-ActiveSync')).toBe('Basic realm=""')
    expect((await ask('/owa/')).status).toBe(200)
    expect((await ask('/nothing')).status).toBe(404)
  })

  test('answer later requests of a connection as the one who logged in on it', async () => {
    const authorization = `Negotiate ${Buffer.from('ticket of alice').toString('base64')}`
    expect((await ask('/ews/exchange.asmx', { authorization })).headers['x-lab-user']).toBe('alice')
    expect((await ask('/mapi/emsmdb')).headers['x-lab-user']).toBe('alice')
    agent.destroy()
    expect((await ask('/mapi/emsmdb')).status).toBe(401)
  })
})

describe('a service in its modes', () => {
  test('is down, and the others are not', async () => {
    exchange.modes.set('owa', 'down')
    expect((await ask('/owa/healthcheck.htm')).status).toBe(503)
    expect((await ask('/ews/healthcheck.htm')).status).toBe(200)
    exchange.modes.delete('owa')
    expect((await ask('/owa/healthcheck.htm')).status).toBe(200)
  })

  test('is down with the whole server', async () => {
    exchange.modes.set('*', 'down')
    expect((await ask('/ews/healthcheck.htm')).status).toBe(503)
  })

  test('hangs', async () => {
    exchange.modes.set('ews', 'hang')
    await expect(ask('/ews/healthcheck.htm', { signal: AbortSignal.timeout(200) })).rejects.toThrow()
  })
})

describe('a site whose IIS has restarted', () => {
  test('answers 503 while each application pool is cold, and a component that is out stays at 503', async () => {
    const cold = site('LAB-EX01.lab.local', { coldRequests: 2, isInactive: (service) => service === 'ews' })
    server.removeAllListeners('request').on('request', cold.answer)
    expect([(await ask('/owa/healthcheck.htm')).status, (await ask('/ews/healthcheck.htm')).status]).toEqual([200, 503])
    cold.chill()
    const statuses = []
    for (let n = 0; n < 3; n += 1) statuses.push((await ask('/owa/healthcheck.htm')).status)
    expect(statuses).toEqual([503, 503, 200])
    expect((await ask('/oab/healthcheck.htm')).status).toBe(503)
  })
})
