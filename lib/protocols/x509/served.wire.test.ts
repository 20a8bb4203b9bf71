import { once } from 'node:events'
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net'
import { createServer } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { labAuthority, labKeys } from '#test/authority.ts'
import { readCertificate } from './certificate.ts'
import { servedCertificate } from './served.ts'

const lab = await labAuthority()
const [, , key] = await labKeys()
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listening(server: Server) {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return { address: '127.0.0.1', port, servername: 'mail.example.com', dial }
}

async function dial({ address, port, signal }: { address: string; port: number; signal?: AbortSignal }) {
  const socket = connect({ host: address, port, signal })
  await once(socket, 'connect', { signal })
  return socket
}

test('the chain is told as the server sent it, although nobody trusts it', async () => {
  const cert = lab.leaf + lab.intermediate.certificate
  const served = await servedCertificate(await listening(createServer({ cert, key: key.reveal() })))
  expect(served.leaf.sha256).toBe(readCertificate(lab.leaf).sha256)
  expect(served.chain).toEqual([lab.leaf, lab.intermediate.certificate])
})

test('the certificate asked for is that of the name, as a client would ask', async () => {
  const server = createServer({
    SNICallback: (name, answer) => answer(name === 'mail.example.com' ? null : new Error('unknown name'), undefined),
    cert: lab.leaf,
    key: key.reveal(),
  })
  const target = await listening(server)
  expect((await servedCertificate(target)).leaf.commonName).toBe('mail.example.com')
})

test('a server without TLS is a failure of TLS, not a hang', async () => {
  const target = await listening(createTcpServer((socket) => socket.end('220 mail ready\r\n')))
  await expect(servedCertificate(target)).rejects.toMatchObject({ code: 'tls', remedy: expect.stringMatching(/./) })
})

test('a server that says nothing is given up in time', async () => {
  const target = await listening(createTcpServer((socket) => socket.on('error', () => {})))
  const failure = servedCertificate({ ...target, timeoutMs: 200 })
  await expect(failure).rejects.toMatchObject({ code: 'tls', message: expect.stringContaining('200 ms') })
})

test('a cancelled look ends with the reason of the signal', async () => {
  const target = await listening(createTcpServer((socket) => socket.on('error', () => {})))
  const cancel = new AbortController()
  const look = servedCertificate({ ...target, signal: cancel.signal })
  cancel.abort(new Error('stopped by the administrator'))
  await expect(look).rejects.toThrow('stopped by the administrator')
})
