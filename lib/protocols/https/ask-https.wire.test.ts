import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { createServer as createTcpServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { directDial as dial } from '#lib/protocols/direct-dial.ts'
import { issueRoot } from '#lib/protocols/x509/issue.ts'
import { createKey } from '#lib/protocols/x509/private-key.ts'
import { inLab, labAuthority } from '#test/authority.ts'
import { listeningPort } from '#test/listening-port.ts'
import { askHttp } from './ask-http.ts'
import { askHttps } from './ask-https.ts'

const lab = await labAuthority()
const key = lab.leafKey.reveal()
const whole = { key, cert: `${lab.leaf}\n${lab.intermediate.certificate}` }
const roots = [lab.root.certificate]

async function listens(server: Server) {
  onTestFinished(() => void server.close())
  return await listeningPort(server)
}
const serve = (listener: RequestListener, options: ServerOptions = whole) => listens(createServer(options, listener))

const ask = (port: number, more: Partial<Parameters<typeof askHttps>[0]> = {}) =>
  askHttps({
    dial,
    address: '127.0.0.1',
    port,
    servername: 'mail.example.com',
    path: '/owa/healthcheck.htm',
    ca: roots,
    timeoutMs: 5000,
    ...more,
  })

test('a request tells what was answered, how long it took and who vouches for the server', async () => {
  const port = await serve((request, answer) => {
    answer.setHeader('X-Asked', `${request.method} ${request.headers.host} ${request.url} ${request.headers['x-more']}`)
    answer.end('200 OK')
  })
  const answer = await ask(port, { headers: { 'x-more': 'yes' } })
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'x-asked': `GET mail.example.com:${port} /owa/healthcheck.htm yes` },
    chain: [
      {
        subject: expect.stringContaining('CN=mail.example.com'),
        issuer: expect.stringContaining('CN=Lab-Intermediate-CA'),
      },
      { subject: expect.stringContaining('CN=Lab-Intermediate-CA'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ],
  })
  expect(answer.body.toString()).toBe('200 OK')
  expect(answer.ms).toBeGreaterThan(0)
})

test('a status that is no success is an answer, not a failure', async () => {
  const port = await serve((_, answer) => answer.writeHead(503).end('down'))
  expect(await ask(port)).toMatchObject({ status: 503 })
})

test('a body without end is cut', async () => {
  const port = await serve((_, answer) => {
    const more = () => {
      while (answer.write('x'.repeat(10_000)));
    }
    answer.on('drain', more)
    more()
  })
  expect((await ask(port)).body).toHaveLength(65_536)
})

const days = (count: number) => new Date(Date.now() + count * 86_400_000)
const expired = await labAuthority({ now: days(-500), leafDays: 30 })
const future = await labAuthority({ now: days(30) })
const otherKey = await createKey(2048)
const otherRoot = await issueRoot({ subject: inLab('Other-Root-CA'), key: otherKey, days: 30, now: new Date() })
const chainOf = ({ leaf, intermediate }: typeof lab) => ({ key, cert: `${leaf}\n${intermediate.certificate}` })

test.each([
  [
    'that has expired',
    chainOf(expired),
    [expired.root.certificate],
    /has expired: mail\.example\.com was valid until \d{4}-/,
  ],
  ['that is not valid yet', chainOf(future), [future.root.certificate], /not valid yet/],
  [
    'without its intermediate',
    { key, cert: lab.leaf },
    roots,
    /without the certificate of its issuer Lab-Intermediate-CA/,
  ],
  ['of another authority', whole, [otherRoot], /without the certificate of its issuer Lab-Root-CA/],
  [
    'that vouches for itself',
    { key: otherKey.reveal(), cert: otherRoot },
    roots,
    /leads to Other-Root-CA, which is not the root/,
  ],
])('a certificate %s is refused before anything is asked', async (_, options, ca, message) => {
  const asked: string[] = []
  const port = await serve(({ url }) => asked.push(String(url)), options)
  await expect(ask(port, { ca })).rejects.toMatchObject({ code: 'tls', message: expect.stringMatching(message) })
  expect(asked).toEqual([])
})

test('a certificate for another name is refused, and its names are told', async () => {
  const port = await serve((_, answer) => answer.end())
  await expect(ask(port, { servername: 'other.example.com' })).rejects.toMatchObject({
    code: 'tls',
    message: expect.stringMatching(/is for another name: it holds for mail\.example\.com, autodiscover/),
  })
})

test('without a root nothing is trusted, whatever the machine itself trusts', async () => {
  const port = await serve((_, answer) => answer.end())
  await expect(ask(port, { ca: [] })).rejects.toMatchObject({ code: 'invalid' })
})

test('a closed port, a silent port and another protocol are told apart', async () => {
  await expect(ask(1)).rejects.toMatchObject({
    code: 'unreachable',
    message: '127.0.0.1:1 cannot be reached: nothing listens on that port.',
  })

  const silent = await listens(createTcpServer(() => {}))
  await expect(ask(silent, { timeoutMs: 200 })).rejects.toMatchObject({
    code: 'timed-out',
    message: expect.stringContaining('within 200 ms (waiting for the TLS handshake)'),
  })

  const plain = await listens(createHttpServer())
  await expect(ask(plain)).rejects.toMatchObject({
    code: 'tls',
    message: expect.stringContaining('does not agree on TLS'),
  })

  const abrupt = await listens(createTcpServer((socket) => socket.destroy()))
  await expect(ask(abrupt)).rejects.toMatchObject({ code: 'unreachable' })
})

test('a server that takes the request and says nothing runs into the time-out', async () => {
  const port = await serve(() => {})
  await expect(ask(port, { timeoutMs: 300 })).rejects.toMatchObject({
    code: 'timed-out',
    message: expect.stringContaining('(waiting for the answer)'),
  })
})

test('a server that dies before it answers is unreachable', async () => {
  const port = await serve((request) => request.socket.destroy())
  await expect(ask(port)).rejects.toMatchObject({ code: 'unreachable' })
})

test('an abort keeps its reason, before and during a request', async () => {
  const port = await serve(() => {})
  const stop = new AbortController()
  const asking = ask(port, { signal: stop.signal })
  stop.abort(new Error('stopped by the administrator'))
  await expect(asking).rejects.toThrow('stopped by the administrator')
  await expect(ask(port, { signal: stop.signal })).rejects.toThrow('stopped by the administrator')
})

test('plain http fetches a list of revoked certificates as it is', async () => {
  const crl = Buffer.from([0x30, 0x82, 0, 255])
  const port = await listens(createHttpServer((request, answer) => answer.end(request.url === '/root.crl' ? crl : '')))
  const answer = await askHttp({
    dial,
    address: '127.0.0.1',
    port,
    name: 'pki.example.com',
    path: '/root.crl',
    timeoutMs: 5000,
  })
  expect(answer).toMatchObject({ status: 200, body: crl })
})

test('what is not HTTP is said to be so', async () => {
  const port = await listens(createTcpServer((socket) => socket.end('220 smtp ready\r\n')))
  await expect(
    askHttp({ dial, address: '127.0.0.1', port, name: 'x', path: '/', timeoutMs: 5000 }),
  ).rejects.toMatchObject({
    code: 'protocol',
  })
})
