import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { labAuthority, labNames } from '#test/authority.ts'
import { NtlmAcceptor, type NtlmAcceptorOptions } from '../ntlm/acceptor.ts'
import { ReplyLost } from '../reply-lost.ts'
import { readCertificate } from '../x509/certificate.ts'
import { WsmanClient } from './client.ts'
import type { WsmanEndpoint } from './endpoint.ts'
import { WsmanFault } from './fault.ts'
import { action, ns } from './namespaces.ts'
import { openMime, sealMime } from './sealed-mime.ts'
import type { TlsTrust } from './tls.ts'

const lab = await labAuthority()
const [name = ''] = labNames
const credential = { user: 'LAB\\Administrator', password: new Secret('Passw0rd!') }
const get = { action: action.get, resourceUri: ns.config, body: '' }
const signal = () => AbortSignal.timeout(10_000)

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

describe('logging in on HTTP', () => {
  test('is done once for a connection, and every message after it is sealed', async () => {
    const server = await windows()
    const client = new WsmanClient(server.endpoint())
    const bodies = await Promise.all([1, 2, 3].map(() => client.call(get, signal())))
    expect(bodies.map(({ children }) => children[0]?.name)).toEqual(['Config', 'Config', 'Config'])
    expect(server.seen).toEqual({ connections: 1, logins: 1, sealed: 3, most: 1 })
    expect(client.server).toMatchObject({ computer: 'LAB-EX01', domain: 'LAB' })
    client.close()
  })

  test('needs nothing of its stream but that it is one', async () => {
    const server = await windows()
    const { dial } = server.endpoint()
    const plain = new WsmanClient(server.endpoint({ dial: async (place) => Duplex.from(await dial(place)) }))
    await plain.call(get, signal())
    expect((await plain.call(get, signal())).children[0]?.name).toBe('Config')
    plain.close()
  })

  test('is done anew when the connection is gone', async () => {
    const server = await windows()
    const client = new WsmanClient(server.endpoint())
    await client.call(get, signal())
    for (const socket of server.sockets) socket.destroy()
    await expect.poll(() => server.sockets.size).toBe(0)
    await client.call(get, signal())
    expect(server.seen).toMatchObject({ connections: 2, logins: 2 })
    client.close()
  })

  test.each<[string, { credential?: typeof credential }, Wish, string]>([
    ['a wrong password', { credential: { ...credential, password: new Secret('wrong') } }, {}, 'auth-rejected'],
    ['a server that offers only Kerberos', {}, { offers: 'Kerberos' }, 'auth-unsupported'],
    ['a service that is stopped', {}, { status: 503 }, 'unreachable'],
    ['another web server', {}, { status: 404 }, 'protocol'],
  ])('fails with %s, and says so', async (_, { credential: given = credential }, wish, code) => {
    const server = await windows(wish)
    const client = new WsmanClient(server.endpoint({ login: { kind: 'negotiate', credential: given } }))
    await expect(client.call(get, signal())).rejects.toMatchObject({ code, remedy: expect.stringMatching(/.{20}/) })
    expect(server.seen.sealed).toBe(0)
  })

  test('is not done at a server that calls itself otherwise than was approved', async () => {
    const server = await windows()
    const approved = { computer: 'LAB-EX01', domain: 'lab' }
    const client = new WsmanClient(server.endpoint({ approved }))
    await client.call(get, signal())
    client.close()
    const other = new WsmanClient(server.endpoint({ approved: { ...approved, computer: 'LAB-EX02' } }))
    await expect(other.call(get, signal())).rejects.toMatchObject({ code: 'identity-changed' })
    expect(server.seen.logins).toBe(1)
  })

  test('fails where nobody listens', async () => {
    const server = await windows()
    const client = new WsmanClient(server.endpoint({ port: 1 }))
    await expect(client.call(get, signal())).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('never sends a password by Basic', async () => {
    const server = await windows()
    const client = new WsmanClient(server.endpoint({ login: { kind: 'basic', credential } }))
    await expect(client.call(get, signal())).rejects.toMatchObject({ code: 'encryption-required' })
    expect(server.seen.connections).toBe(0)
  })
})

describe('inside TLS', () => {
  const authority: TlsTrust = { kind: 'authorities', pem: [lab.root.certificate] }
  const pin: TlsTrust = { kind: 'pinned', sha256: readCertificate(lab.leaf).sha256 }

  test.each([
    ['by its authority', authority],
    ['by its fingerprint', pin],
  ])('a server is believed %s, and the login is tied to the channel', async (_, tls) => {
    const server = await windows({ tls: true })
    const client = new WsmanClient(server.endpoint({ tls }))
    expect((await client.call(get, signal())).children[0]?.name).toBe('Config')
    client.close()
  })

  test.each<[string, Partial<WsmanEndpoint>, code: string, remedy: string]>([
    ['of an unknown authority', { tls: { kind: 'authorities' } }, 'tls', 'Approve'],
    [
      'of another name',
      { tls: authority, host: 'lab-ex02.example.com' },
      'tls',
      'by a name that its certificate holds',
    ],
    [
      'other than the approved one',
      { tls: { kind: 'pinned', sha256: 'AA'.repeat(32) } },
      'identity-changed',
      'approve the new one',
    ],
  ])('a server with a certificate %s is told nothing', async (_, wish, code, remedy) => {
    const server = await windows({ tls: true })
    const client = new WsmanClient(server.endpoint(wish))
    await expect(client.call(get, signal())).rejects.toMatchObject({ code, remedy: expect.stringContaining(remedy) })
    expect(server.seen.logins).toBe(0)
  })

  test('a login that is passed on to another channel is not accepted', async () => {
    const server = await windows({ tls: true, channelBinding: Buffer.alloc(16, 1) })
    const client = new WsmanClient(server.endpoint({ tls: pin }))
    await expect(client.call(get, signal())).rejects.toMatchObject({ code: 'auth-rejected' })
  })

  test('Basic is allowed', async () => {
    const server = await windows({ tls: true, basic: true })
    const client = new WsmanClient(server.endpoint({ tls: pin, login: { kind: 'basic', credential } }))
    expect((await client.call(get, signal())).children[0]?.name).toBe('Config')
    client.close()
  })
})

describe('an answer', () => {
  const faulty = `<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:AccessDenied</s:Value></s:Subcode></s:Code>
    <s:Reason><s:Text xml:lang="en-US">Access is denied. </s:Text></s:Reason></s:Fault>`

  test('that is a fault leaves the connection as it is', async () => {
    const server = await windows({ bodies: [faulty] })
    const client = new WsmanClient(server.endpoint())
    await expect(client.call(get, signal())).rejects.toThrow(WsmanFault)
    await client.call(get, signal())
    expect(server.seen).toMatchObject({ connections: 1, logins: 1 })
    client.close()
  })

  test('to another question is not believed', async () => {
    const server = await windows({ relatesTo: 'uuid:0' })
    const client = new WsmanClient(server.endpoint())
    await expect(client.call(get, signal())).rejects.toThrow(ReplyLost)
    client.close()
  })

  test('that is given up for something more urgent is lost, and the next is on a new connection', async () => {
    const server = await windows({ hangs: 1 })
    const client = new WsmanClient(server.endpoint())
    const slow = client.call(get, signal())
    const urgent = client.call(get, signal())
    await expect.poll(() => server.seen.sealed).toBe(1)
    client.interrupt()
    await expect(slow).rejects.toThrow(ReplyLost)
    expect((await urgent).children[0]?.name).toBe('Config')
    expect(server.seen.connections).toBe(2)
    client.close()
  })

  test('that does not come ends with the signal', async () => {
    const server = await windows({ hangs: 1 })
    const client = new WsmanClient(server.endpoint())
    await expect(client.call(get, AbortSignal.timeout(300))).rejects.toThrow(ReplyLost)
    client.close()
  })
})

type Wish = Partial<NtlmAcceptorOptions> & {
  tls?: boolean
  basic?: boolean
  offers?: string
  status?: number
  relatesTo?: string
  bodies?: string[]
  /** How many requests are never answered. */
  hangs?: number
}

/** The little of WinRM that a login is about: one login for each connection, and the same answer to everything. */
async function windows(wish: Wish = {}) {
  const seen = { connections: 0, logins: 0, sealed: 0, most: 0 }
  const sockets = new Set<Socket>()
  const logins = new WeakMap<Socket, NtlmAcceptor | ReturnType<NtlmAcceptor['accept']>>()
  const bodies = [...(wish.bodies ?? [])]
  let hangs = wish.hangs ?? 0
  let now = 0

  const answer: RequestListener = async (request, response) => {
    const { socket } = request
    const token = /^Negotiate (.*)$/.exec(request.headers.authorization ?? '')?.[1]
    const body = await bodyOf(request)
    const end = (status: number, headers: Record<string, string> = {}, content?: Buffer) =>
      response.writeHead(status, headers).end(content)
    if (wish.status) return end(wish.status)
    if (token) return end(...login(socket, Buffer.from(token, 'base64')))

    const known = logins.get(socket)
    const accepted = known && 'sealing' in known ? known : undefined
    if (!accepted && !(wish.basic && request.headers.authorization === basic)) return end(401, offer())
    const sealing = wish.tls ? undefined : accepted?.sealing
    const asked = sealing ? openMime(sealing, body).toString() : body.toString()
    seen.sealed += 1
    if (hangs-- > 0) return
    now += 1
    seen.most = Math.max(seen.most, now)
    setImmediate(() => {
      now -= 1
      const reply = Buffer.from(replyTo(asked, wish.relatesTo, bodies.shift()))
      if (!sealing) return end(200, { 'Content-Type': 'application/soap+xml;charset=UTF-8' }, reply)
      const sealed = sealMime(
        { sealedType: 'application/HTTP-SPNEGO-session-encrypted', seal: sealing.seal.bind(sealing) },
        reply,
      )
      end(200, { 'Content-Type': sealed.contentType }, sealed.body)
    })
  }

  const offer = () => ({ 'WWW-Authenticate': wish.offers ?? 'Negotiate' })
  const login = (socket: Socket, token: Buffer): [number, Record<string, string>] => {
    if (wish.offers) return [401, offer()]
    const before = logins.get(socket)
    if (before instanceof NtlmAcceptor) {
      const accepted = before.accept(token)
      logins.set(socket, accepted)
      if (accepted) seen.logins += 1
      return accepted ? [200, {}] : [401, offer()]
    }
    const acceptor = new NtlmAcceptor({
      computer: 'LAB-EX01',
      domain: 'LAB',
      dnsComputer: 'lab-ex01.lab.local',
      dnsDomain: 'lab.local',
      passwordOf: (user) => (user === 'Administrator' ? credential.password : undefined),
      ...wish,
    })
    logins.set(socket, acceptor)
    return [401, { 'WWW-Authenticate': `Negotiate ${acceptor.challenge(token).toString('base64')}` }]
  }

  const server = wish.tls
    ? createTlsServer({ cert: lab.leaf + lab.intermediate.certificate, key: lab.leafKey.reveal() }, answer)
    : createServer(answer)
  open.push(server)
  server.on(wish.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    seen.connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this shape.
  const { port } = server.address() as AddressInfo
  const endpoint = (changes: Partial<WsmanEndpoint> = {}): WsmanEndpoint => ({
    dial: dialLoopback,
    host: name,
    port,
    path: '/wsman',
    login: { kind: 'negotiate', credential },
    ...changes,
  })
  return { endpoint, seen, sockets }
}

const basic = `Basic ${Buffer.from(`${credential.user}:${credential.password.reveal()}`).toString('base64')}`

function dialLoopback({ port }: { port: number }): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).once('error', reject)
  })
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function replyTo(asked: string, relatesTo: string | undefined, body: string | undefined): string {
  const id = relatesTo ?? /MessageID>([^<]+)</.exec(asked)?.[1]
  const config = `<cfg:Config xmlns:cfg="${ns.config}"/>`
  return (
    `<s:Envelope xmlns:s="${ns.soap}" xmlns:a="${ns.addressing}" xmlns:w="${ns.wsman}">` +
    `<s:Header><a:RelatesTo>${id}</a:RelatesTo></s:Header><s:Body>${body ?? config}</s:Body></s:Envelope>`
  )
}
