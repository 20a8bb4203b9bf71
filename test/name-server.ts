import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A DNS server of the test on a free UDP port of loopback: A records by name, `NXDOMAIN` for every other. */
export async function nameServer(records: ReadonlyMap<string, string>) {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => socket.send(answerTo(query, records), from.port, from.address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: '127.0.0.1',
    port: socket.address().port,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  }
}

/** Header, the question as it came, and one answer that points back to its name (RFC 1035, 4.1). */
function answerTo(query: Buffer, records: ReadonlyMap<string, string>): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const question = query.subarray(12, at + 5)
  const address = query.readUInt16BE(at + 1) === 1 ? records.get(labels.join('.').toLowerCase()) : undefined
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(address ? 0x8580 : 0x8583, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(address ? 1 : 0, 6)
  header.writeUInt32BE(0, 8)
  if (!address) return Buffer.concat([header, question])
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)])
  return Buffer.concat([header, question, answer])
}
