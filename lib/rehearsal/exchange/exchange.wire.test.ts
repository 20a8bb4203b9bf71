import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { bind, bound, selfSignedFile } from './certificate-files.ts'
import { control } from './control.ts'
import { controlServer } from './control-server.ts'
import { makeSelfSigned } from './self-signed.ts'
import { type Site, site } from './site.ts'

let folder: string
let exchange: Site
let server: Server
let agent: Agent

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exchange-'))
  exchange = site('LAB-EX01.lab.local')
  server = createServer(exchange.answer).listen(0, '127.0.0.1')
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await once(server, 'listening')
})

afterEach(async () => {
  agent.destroy()
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
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

describe('what a rehearsal does to a server', () => {
  let socket: string
  let controls: Server
  const order = (body: Record<string, string>) => control('LAB-EX01', socket, { path: '/service', body })

  beforeEach(async () => {
    socket = join(folder, 'control.sock')
    controls = controlServer({
      setService: (service, mode) => void exchange.modes.set(service, mode),
      handCertificate: async (chain, key) => void (await bind(folder, chain, key)),
    }).listen(socket)
    await once(controls, 'listening')
    await makeSelfSigned(folder, 'LAB-EX01.lab.local')
  })

  afterEach(() => controls.close())

  test('takes one service down and leaves the others', async () => {
    await order({ service: 'owa', mode: 'down' })
    expect((await ask('/owa/healthcheck.htm')).status).toBe(503)
    expect((await ask('/ews/healthcheck.htm')).status).toBe(200)
    await order({ service: 'owa', mode: 'up' })
    expect((await ask('/owa/healthcheck.htm')).status).toBe(200)
  })

  test('takes the whole server down', async () => {
    await order({ service: '*', mode: 'down' })
    expect((await ask('/ews/healthcheck.htm')).status).toBe(503)
  })

  test('lets a service hang', async () => {
    await order({ service: 'ews', mode: 'hang' })
    await expect(ask('/ews/healthcheck.htm', { signal: AbortSignal.timeout(200) })).rejects.toThrow()
  })

  test('refuses a service and a mode that there are not', async () => {
    await expect(order({ service: 'smtp', mode: 'down' })).rejects.toMatchObject({ code: 'invalid' })
    await expect(order({ service: 'owa', mode: 'sideways' })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('hands it a certificate that it keeps', async () => {
    const other = await mkdtemp(join(tmpdir(), 'other-'))
    await makeSelfSigned(other, 'mail.example.com')
    const pem = await bound(other)
    await rm(other, { recursive: true })
    await control('LAB-EX01', socket, { path: '/certificate', body: { chain: pem, key: new Secret(pem).reveal() } })
    expect(await bound(folder)).toContain(pem)
  })

  test('refuses a certificate without its key, and keeps the old one', async () => {
    const own = await bound(folder)
    const order = control('LAB-EX01', socket, { path: '/certificate', body: { chain: own, key: 'no key' } })
    await expect(order).rejects.toMatchObject({ code: 'invalid' })
    expect(await bound(folder)).toBe(own)
    expect(selfSignedFile(folder)).toContain(folder)
  })

  test('says that a server that is off can be told nothing', async () => {
    const order = control('LAB-EX01', join(folder, 'off.sock'), {
      path: '/service',
      body: { service: 'owa', mode: 'up' },
    })
    await expect(order).rejects.toMatchObject({ code: 'unreachable' })
  })
})
