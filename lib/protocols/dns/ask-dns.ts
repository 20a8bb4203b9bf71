import { randomInt } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { encode, RECURSION_DESIRED } from 'dns-packet'
import type { Dial } from '#lib/protocols/dial.ts'
import { within } from '#lib/protocols/https/within.ts'
import { type DnsAnswer, readAnswer } from './read-answer.ts'

export type DnsQuestion = {
  dial: Dial
  /** Of the DNS server. */
  address: string
  /** Usually 53. */
  port: number
  /** Without a dot at its end. */
  name: string
  timeoutMs: number
  signal?: AbortSignal
}

/**
 * Asks one DNS server, over TCP (RFC 7766), for the IPv4 addresses of a name.
 * @throws Failure `unreachable`, `timed-out`, `protocol`
 */
export async function askDns(question: DnsQuestion): Promise<DnsAnswer> {
  return await within(question, async ({ dialled, at }) => {
    const stream = await dialled()
    at(`waiting for the DNS server to answer for ${question.name}`)
    const id = randomInt(0x10000)
    const message = encode({
      type: 'query',
      id,
      flags: RECURSION_DESIRED,
      questions: [{ name: question.name, type: 'A', class: 'IN' }],
    })
    stream.write(behindItsLength(message))
    return readAnswer(await oneMessage(stream), {
      id,
      name: question.name,
      from: `${question.address}:${question.port}`,
    })
  })
}

function behindItsLength(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

/** The bytes of the first message (RFC 1035 4.2.2); what there was of it where the server closes earlier. */
async function oneMessage(stream: Duplex): Promise<Buffer> {
  let held = Buffer.alloc(0)
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk])
    if (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) return held.subarray(2, 2 + held.readUInt16BE(0))
  }
  return held.subarray(2)
}
