import { Agent, type IncomingMessage, request as plainRequest } from 'node:http'
import { request, Agent as TlsAgent } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Exchange, startExchange } from '#test/exchange.ts'
import { type Haproxy, hasHaproxy, judge, startHaproxy } from '#test/haproxy.ts'
import { keptAuthority } from '#test/kept-authority.ts'
import { stepContext } from '#test/step-context.ts'
import type { Answers } from '../answers.ts'
import { defaultAnswers } from '../defaults.ts'
import { thumbprint } from './certificates.ts'
import { fitCertificates } from './fit-certificates.ts'
import { haproxyConfig } from './haproxy-config.ts'
import { loadedFiles } from './loaded-files.ts'
import { healthPath, services } from './services.ts'
import { isUp, serversIn } from './statistics.ts'

const VIRTUAL = '127.0.0.10'
const STRANGER = '127.0.0.2'

describe.skipIf(!hasHaproxy)('the configuration in a real HAProxy', () => {
  const real = defaultAnswers('real')
  const balancer = real['load-balancer']
  const cases: [string, Partial<Answers['load-balancer']>][] = [
    ['as it comes', {}],
    ['without HSTS', { hsts: false }],
    ['with sixteen networks', { adminNetworks: Array.from({ length: 16 }, (_, at) => `10.${at + 1}.0.0/16`) }],
    ['with the shortest probes', { probeIntervalSeconds: 1 }],
  ]
  test.each(cases)('is accepted by haproxy -c %s', async (_, changed) => {
    const answers = { ...real, 'load-balancer': { ...balancer, ...changed } }
    const { config, files } = await prepared(answers)
    expect(await judge(config.text, files)).toMatchObject({ exitCode: 0 })
  })

  describe('between clients and two servers', () => {
    let haproxy: Haproxy
    let exchange: Exchange[]
    let prepared_: Awaited<ReturnType<typeof prepared>>

    beforeAll(async () => {
      prepared_ = await prepared(loopback())
      exchange = await Promise.all(
        ['LAB-EX01', 'LAB-EX02'].map((name, at) => startExchange(name, `127.0.0.2${at + 1}`, prepared_.tls)),
      )
      const text = exchange.reduce(
        (config, { port }, at) => config.replaceAll(`127.0.0.2${at + 1}:443`, `127.0.0.2${at + 1}:${port}`),
        prepared_.config.text,
      )
      haproxy = await startHaproxy(text, prepared_.files)
    })
    afterAll(async () => {
      await haproxy?.stop()
      await Promise.all(exchange.map((server) => server.stop()))
    })

    test('tells which configuration and certificate it has loaded', async () => {
      const configuration = await plain('/configuration', { address: '127.0.0.1', port: 8405 })
      expect(configuration.body).toBe(prepared_.config.fingerprint)
      const certificate = await ask('/certificate', { address: '127.0.0.1', port: 8443 })
      expect(certificate.body).toBe(thumbprint(prepared_.certificates))
    })

    test('sees every service of every server up', async () => {
      await everyServer((server) => isUp(server))
      expect((await servers()).length).toBe(services.length * 2)
    })

    test.each(services)('passes $name on from its own door', async (service) => {
      const { status, body } = await ask(healthPath(service), { address: '127.0.0.1', port: 8443 })
      expect([status, body.slice(0, 6)]).toEqual([200, '200 OK'])
    })

    test.each([
      ['/owa/', 401],
      ['/OWA', 401],
      ['/Microsoft-Server-ActiveSync?Cmd=Sync', 401],
      ['/owaXYZ', 404],
      ['/', 302],
      ['/nowhere', 404],
      ['/ecp/', 403],
      ['/ECP', 403],
      ['/%65cp/', 404],
      ['/powershell', 403],
      ['/powershell/?X=1', 403],
      ['/owa/healthcheck.htm', 404],
      ['/owa/../ecp/', 400],
      ['/owa/%2e%2e/ecp/', 400],
      ['/owa/..%2fecp/', 400],
      ['/owa/..%5cecp/', 400],
      ['/autodiscover/autodiscover.json?@evil.com/owa/&Email=a', 403],
      ['/autodiscover/autodiscover.json?a=powershell', 403],
      ['/certificate', 404],
    ])('answers a stranger’s %s with %i', async (path, status) => {
      expect((await ask(path, { from: STRANGER })).status).toBe(status)
    })

    test('lets administrators through to what it keeps from strangers', async () => {
      const paths = ['/ecp/', '/powershell/']
      const answers = await Promise.all(paths.map((path) => ask(path, { from: '127.0.0.1' })))
      expect(answers.map(({ status }) => status)).toEqual([401, 401])
    })

    test('refuses a foreign Host', async () => {
      expect((await ask('/owa/', { host: 'evil.example.com' })).status).toBe(421)
    })

    test('serves CRLs and CA certificates as DER on plain http, and nothing else there', async () => {
      for (const [name, der] of prepared_.certificates.published) {
        const { status, bytes, headers } = await plain(`/${name}`, { host: 'pki.digitalbrain.com.au' })
        expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('application/pkix-')])
        expect(bytes.equals(Buffer.from(der))).toBe(true)
      }
      expect((await plain('/other', { host: 'pki.digitalbrain.com.au' })).status).toBe(404)
    })

    test('sends plain http on: for ever to https, but Autodiscover only for now', async () => {
      const owa = await plain('/owa/', {})
      const autodiscover = await plain('/Autodiscover/Autodiscover.xml', {})
      expect([owa.status, autodiscover.status]).toEqual([301, 302])
    })

    test('speaks HTTP/1.1 only, also with a client that would rather have HTTP/2', async () => {
      expect(await negotiated(haproxy.port(443))).toBe('http/1.1')
    })

    test('spells header names as old Outlook wants them', async () => {
      const { rawHeaders } = await ask('/mapi/', { from: STRANGER })
      expect(rawHeaders).toContain('WWW-Authenticate')
    })

    test('never answers as another user and never asks a known one again', async () => {
      const users = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'].map((user) => ({
        user,
        agent: new TlsAgent({ keepAlive: true, maxSockets: 1 }),
      }))
      const wrong: string[] = []
      const asks = async ({ user, agent }: (typeof users)[number], round: number) => {
        // The ticket goes with the first request only: later ones live from the connection.
        const authorization = round === 0 ? `Negotiate ${user}` : undefined
        const { status, body } = await ask('/ews/', { from: STRANGER, agent, authorization })
        if (status !== 200 || body !== user) wrong.push(`${user}: ${status} ${body}`)
      }
      for (let round = 0; round < 20; round++) for (const user of users) await asks(user, round)
      for (let round = 1; round < 20; round++) await Promise.all(users.map((user) => asks(user, round)))
      for (const { agent } of users) agent.destroy()
      expect(wrong).toEqual([])
    })

    test('takes out one sick service of one server and nothing else', async () => {
      exchange[0]?.sick.add('/owa')
      const down = await vi.waitUntil(
        async () => (await servers()).filter((server) => server.status.startsWith('DOWN'))[0] && (await servers()),
        { timeout: 20_000, interval: 100 },
      )
      const sick = down?.filter((server) => !isUp(server))
      expect(sick).toMatchObject([{ backend: 'be_owa', server: 'LAB-EX01', probe: 'L7STS', code: 503 }])
      exchange[0]?.sick.clear()
    })

    test('tells keepalived that it is blind only when no service is left anywhere', async () => {
      expect((await plain('/service', { address: '127.0.0.1', port: 8405 })).status).toBe(200)
      for (const server of exchange) for (const { path } of services) server.sick.add(path.toLowerCase())
      await vi.waitUntil(async () => (await plain('/service', { address: '127.0.0.1', port: 8405 })).status === 503, {
        timeout: 20_000,
        interval: 100,
      })
      expect((await plain('/alive', { address: '127.0.0.1', port: 8405 })).status).toBe(200)
      for (const server of exchange) server.sick.clear()
    })

    const servers = async () => serversIn((await plain('/stats;csv', { address: '127.0.0.1', port: 8404 })).body) ?? []

    const everyServer = (is: (server: Awaited<ReturnType<typeof servers>>[number]) => boolean) =>
      vi.waitUntil(async () => (await servers()).every(is), { timeout: 20_000, interval: 100 })

    type Where = {
      address?: string
      port?: number
      host?: string
      from?: string
      agent?: Agent
      authorization?: string | undefined
    }

    const ask = (path: string, { address = VIRTUAL, port = 443, from, ...where }: Where) =>
      answerTo((done) =>
        request(
          {
            host: address,
            port: haproxy.port(port),
            path,
            ca: prepared_.certificates.root,
            servername: 'mail.digitalbrain.com.au',
            headers: {
              Host: where.host ?? 'mail.digitalbrain.com.au',
              ...(where.authorization && { Authorization: where.authorization }),
            },
            ...(from && { localAddress: from }),
            ...(where.agent && { agent: where.agent }),
          },
          done,
        ).end(),
      )

    const plain = (path: string, { address = VIRTUAL, port = 80, host = 'mail.digitalbrain.com.au' }: Where) =>
      answerTo((done) =>
        plainRequest(
          { host: address, port: haproxy.port(port), path, headers: { Host: host }, agent: new Agent() },
          done,
        ).end(),
      )

    const negotiated = async (port: number) => {
      const socket = connect({
        host: VIRTUAL,
        port,
        ca: prepared_.certificates.root,
        servername: 'mail.digitalbrain.com.au',
        ALPNProtocols: ['h2', 'http/1.1'],
      })
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      socket.once('secureConnect', resolve).once('error', reject)
      await promise
      socket.destroy()
      return socket.alpnProtocol
    }
  })
})

/** Virtual address, servers and administrators on loopback addresses of their own. */
function loopback(): Answers {
  const answers = defaultAnswers('rehearsal')
  const hosts = answers.lab.hosts.map((host) => ({ ...host, address: host.address.replace('10.113.0.', '127.0.0.') }))
  return {
    ...answers,
    lab: { ...answers.lab, virtualAddress: VIRTUAL, hosts },
    'load-balancer': {
      ...answers['load-balancer'],
      adminNetworks: ['10.0.0.0/8'],
      probeIntervalSeconds: 1,
      maxConnections: 500,
    },
  }
}

async function prepared(answers: Answers) {
  const { keep, kept } = stepContext({ kept: await keptAuthority(answers) })
  const certificates = await fitCertificates(answers, keep)
  if ('state' in certificates) throw new Error(certificates.detail)
  const loaded = loadedFiles(answers, certificates)
  const files = new Map(loaded.map(({ path, content }) => [path, content]))
  const tls = { cert: certificates.leaf + certificates.intermediate, key: certificates.key.reveal() }
  return { config: haproxyConfig(answers, certificates), certificates, files, tls, kept }
}

async function answerTo(
  send: (done: (response: IncomingMessage) => void) => { once(event: 'error', on: (error: Error) => void): unknown },
) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  send(resolve).once('error', reject)
  const response = await promise
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  return {
    status: response.statusCode ?? 0,
    body: bytes.toString(),
    bytes,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
  }
}
