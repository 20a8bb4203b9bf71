import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import type { Listener } from '../http/listeners.ts'
import type { WindowsHost } from '../windows-host.ts'
import { answer } from './answer.ts'

const MOST_CONNECTIONS = 32
const IDLE_MS = 10_000
/** No question that this server answers is longer. */
const MOST_QUESTION_BYTES = 1024

/** The DNS server of a host: what its zones say now, over UDP and TCP on one port. Silent while its service is stopped. */
export async function listenForDns(host: WindowsHost, port: number): Promise<Listener> {
  const { address } = host.config
  const open = new Set<Socket>()
  const tcp = createServer((socket) => {
    if (!runs(host)) return void socket.destroy()
    open.add(socket)
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy())
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    converse(socket, host)
  })
  tcp.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject)
    tcp.listen(port, address, () => resolve())
  })
  // A TCP server that listens on a port has an address of this shape.
  const { port: taken } = tcp.address() as AddressInfo

  const udp = createSocket('udp4')
  udp.on('error', () => {})
  udp.on('message', (message, from) => {
    const said = runs(host) ? answer(message, host.state.read().zones, true) : undefined
    if (said) udp.send(said, from.port, from.address)
  })
  const close = async () => {
    for (const socket of open) socket.destroy()
    await Promise.all([
      new Promise<void>((resolve) => tcp.close(() => resolve())),
      new Promise<void>((resolve) => udp.close(() => resolve())),
    ])
  }
  try {
    await new Promise<void>((resolve, reject) => {
      udp.once('error', reject)
      udp.bind(taken, address, () => resolve())
    })
  } catch (error) {
    await close()
    throw error
  }
  return { port: taken, close }
}

/** Questions and answers, each behind its length (RFC 1035 4.2.2). */
function converse(socket: Socket, host: WindowsHost): void {
  let held = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    held = Buffer.concat([held, chunk])
    while (held.length >= 2) {
      const length = held.readUInt16BE(0)
      if (length > MOST_QUESTION_BYTES) return void socket.destroy()
      if (held.length < 2 + length) return
      const said = answer(held.subarray(2, 2 + length), host.state.read().zones, false)
      held = held.subarray(2 + length)
      if (!said) return void socket.destroy()
      const size = Buffer.alloc(2)
      size.writeUInt16BE(said.length)
      socket.write(Buffer.concat([size, said]))
    }
  })
}

const runs = ({ state }: WindowsHost) => state.read().services.DNS?.status === 'Running'
