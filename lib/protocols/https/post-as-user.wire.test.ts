import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { labAuthority, labNames } from '#test/authority.ts'
import { dialLoopback } from '#test/windows-session.ts'
import { NtlmAcceptor } from '../ntlm/acceptor.ts'
import { ntlmChannelBinding, tlsServerEndPoint } from '../ntlm/channel-binding.ts'
import { derOf } from '../x509/pem.ts'
import { postAsUser } from './post-as-user.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A server that takes NTLM bound to its own certificate, or to another channel, or takes none. */
async function serve(how: 'own channel' | 'other channel' | 'no login') {
  const { root, intermediate, leaf, leafKey } = await labAuthority()
  const endPoint = tlsServerEndPoint(Buffer.from(derOf(leaf, 'CERTIFICATE')), 'SHA-256')
  const acceptor = new NtlmAcceptor({
    computer: 'LAB-EX01',
    domain: 'LAB',
    dnsComputer: 'lab-ex01.lab.local',
    dnsDomain: 'lab.local',
    passwordOf: () => new Secret('right'),
    channelBinding: ntlmChannelBinding(how === 'own channel' ? endPoint : Buffer.alloc(32)),
  })
  server = createServer({ cert: `${leaf}${intermediate.certificate}`, key: leafKey.reveal() }, (request, response) => {
    const token = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64')
    const isFirst = token.length > 8 && token.readUInt32LE(8) === 1
    const isIn = !isFirst && how !== 'no login' && acceptor.accept(token) !== undefined
    const offered = isFirst && how !== 'no login' ? `NTLM ${acceptor.challenge(token).toString('base64')}` : 'Basic'
    request.resume().once('end', () => {
      if (isIn) response.end('in')
      else response.writeHead(401, { 'WWW-Authenticate': offered }).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens on a port has an address of this shape.
  const { port } = server.address() as AddressInfo
  const asked = { dial: dialLoopback, address: '127.0.0.1', port, servername: labNames[0] ?? '', path: '/' }
  return (password: string, signal?: AbortSignal) =>
    postAsUser({
      ...asked,
      contentType: 'text/xml',
      body: '<a/>',
      ca: [root.certificate],
      credential: { user: 'LAB\\Administrator', password: new Secret(password) },
      timeoutMs: 5000,
      ...(signal && { signal }),
    })
}

test('logs in for this channel, and posts', async () => {
  const ask = await serve('own channel')
  expect(await ask('right')).toEqual({ status: 200, body: 'in' })
})

test('a wrong password is said to be refused', async () => {
  const ask = await serve('own channel')
  await expect(ask('wrong')).rejects.toMatchObject({ code: 'auth-rejected' })
})

test('a login that was carried to another channel is worth nothing there', async () => {
  const ask = await serve('other channel')
  await expect(ask('right')).rejects.toMatchObject({ code: 'auth-rejected' })
})

test('a server without NTLM is told from one that refuses', async () => {
  const ask = await serve('no login')
  await expect(ask('right')).rejects.toMatchObject({ code: 'auth-unsupported' })
})

test('an abort keeps its reason', async () => {
  const ask = await serve('own channel')
  const reason = new Error('given up')
  await expect(ask('right', AbortSignal.abort(reason))).rejects.toBe(reason)
})
