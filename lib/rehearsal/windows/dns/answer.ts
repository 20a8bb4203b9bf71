import { AUTHORITATIVE_ANSWER, type DecodedPacket, decode, encode, TRUNCATED_RESPONSE } from 'dns-packet'
import { type Resolved, rcode, resolve } from './resolve.ts'
import type { Zones } from './zones.ts'

/** Of a question over UDP without EDNS (RFC 1035 2.3.4). */
const MOST_BYTES = 512
const HEADER_BYTES = 12

/** The answer to a message, or `undefined` where there is none to give: to another's answer, or to bytes without a header. */
export function answer(message: Buffer, zones: Readonly<Zones>, isUdp: boolean): Buffer | undefined {
  if (message.length < HEADER_BYTES || isResponse(message)) return undefined
  const id = message.readUInt16BE(0)
  const opcode = (message.readUInt8(2) >> 3) & 0x0f
  const reply = (resolved: Partial<Resolved> & { rcode: number }, question?: DecodedPacket['questions']) =>
    encode({
      type: 'response',
      id,
      flags: resolved.rcode | (resolved.isAuthoritative ? AUTHORITATIVE_ANSWER : 0),
      ...(question && { questions: question }),
      answers: resolved.answers ?? [],
      authorities: resolved.authorities ?? [],
    })

  if (opcode !== 0) return reply({ rcode: rcode.notImplemented })
  try {
    const { questions } = decode(message)
    const [question] = questions ?? []
    if (!question || questions?.length !== 1) return reply({ rcode: rcode.malformed })
    const whole = reply(resolve(zones, question), questions)
    if (!isUdp || whole.length <= MOST_BYTES) return whole
    return encode({ type: 'response', id, flags: TRUNCATED_RESPONSE | AUTHORITATIVE_ANSWER, questions })
  } catch {
    return reply({ rcode: rcode.malformed })
  }
}

const isResponse = (message: Buffer) => (message.readUInt8(2) & 0x80) !== 0
