import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { env } from '#lib/env.ts'
import { dialThrough } from './dial.ts'

let folder: string
let socket: string
let relay: ChildProcess
const servers: Server[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relay-'))
  socket = join(folder, 'relay.sock')
  relay = spawn(process.execPath, [join(env.root, 'lib/rehearsal/relay/main.ts'), socket], { stdio: 'inherit' })
  while (!existsSync(socket)) await delay(20)
})

afterAll(async () => {
  relay.kill()
  for (const server of servers) server.close()
  await rm(folder, { recursive: true, force: true })
})

/** A server on loopback whose side of each connection is played by the test. */
async function server(play: (peer: Socket) => void): Promise<{ address: string; port: number }> {
  const listening = createServer({ allowHalfOpen: true }, (peer) => {
    peer.on('error', () => {})
    play(peer)
  }).listen(0, '127.0.0.1')
  servers.push(listening)
  await once(listening, 'listening')
  // Asked of a TCP server, this is its address and port.
  return { address: '127.0.0.1', port: (listening.address() as AddressInfo).port }
}

test('passes bytes both ways, whole and in order', async () => {
  const target = await server((peer) => peer.pipe(peer))
  const sent = Buffer.alloc(3_000_000, 'abcdefg')
  const stream = await dialThrough(socket)(target)
  stream.end(sent)
  const got: Buffer[] = []
  for await (const chunk of stream) got.push(chunk)
  expect(Buffer.concat(got).equals(sent)).toBe(true)
})

test('keeps what the target says at once, and its end', async () => {
  const target = await server((peer) => peer.end('220 hello'))
  expect(await text(await dialThrough(socket)(target))).toBe('220 hello')
})

test('ends one direction only: an answer still comes after the question has ended', async () => {
  const target = await server(async (peer) => {
    const question = await text(peer)
    peer.end(`you asked ${question}`)
  })
  const stream = await dialThrough(socket)(target)
  stream.end('why?')
  expect(await text(stream)).toBe('you asked why?')
})

test('ends one direction only: a target that has said all still listens', async () => {
  const heard = Promise.withResolvers<string>()
  const target = await server((peer) => {
    peer.end('bye')
    heard.resolve(text(peer))
  })
  const raw = connect({ path: socket, allowHalfOpen: true })
  raw.write(`${JSON.stringify(target)}\n`)
  expect(await text(raw)).toBe('ok\nbye')
  raw.end('one more thing')
  expect(await heard.promise).toBe('one more thing')
})

test('says how a target refuses, as a direct connection would', async () => {
  const { port } = await server(() => {})
  servers.pop()?.close()
  await expect(dialThrough(socket)({ address: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: '127.0.0.1',
    port,
  })
})

test('breaks the connection when the target breaks it', async () => {
  const target = await server((peer) => peer.once('data', () => peer.resetAndDestroy()))
  const stream = await dialThrough(socket)(target)
  stream.on('error', () => {})
  stream.resume().write('a question')
  await once(stream, 'close')
  expect(stream.destroyed).toBe(true)
})

test('breaks the connection to the target when the caller goes away', async () => {
  const gone = Promise.withResolvers<void>()
  const target = await server((peer) => {
    peer.resume().on('end', gone.resolve).on('close', gone.resolve)
  })
  const stream = await dialThrough(socket)(target)
  stream.destroy()
  await gone.promise
})

test.each(['', '{}', 'GET / HTTP/1.1', '{"address":"example.com","port":1}', '{"address":"127.0.0.1","port":70000}'])(
  'refuses %j, which is no question for a relay',
  async (line) => {
    const raw = connect({ path: socket })
    raw.write(`${line}\n`)
    expect(await text(raw)).toBe('EINVAL\n')
  },
)

test('gives up when its caller does', async () => {
  const silent = join(folder, 'silent.sock')
  const gone = Promise.withResolvers<void>()
  const listening = createServer((caller) => caller.on('close', gone.resolve).resume()).listen(silent)
  servers.push(listening)
  const dialled = dialThrough(silent)({ address: '127.0.0.1', port: 9, signal: AbortSignal.timeout(100) })
  await expect(dialled).rejects.toThrow('aborted due to timeout')
  await gone.promise
})

test('is unreachable when there is no relay', async () => {
  const dialled = dialThrough(join(folder, 'nothing.sock'))({ address: '127.0.0.1', port: 9 })
  await expect(dialled).rejects.toMatchObject({ code: 'unreachable', remedy: 'Raise the machines of the rehearsal.' })
})
