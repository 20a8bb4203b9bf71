import { type DecodedPacket, decode } from 'dns-packet'
import { Failure } from '#lib/failure.ts'

export type DnsAnswer = {
  /** `answered` may come without addresses: the name is there, but not for IPv4. */
  kind: 'answered' | 'no-such-name' | 'refused' | 'failed'
  /** As the server says it: NOERROR, NXDOMAIN, REFUSED, SERVFAIL. */
  rcode: string
  /** IPv4, in the order of their text. */
  addresses: string[]
  /** Names that the name leads to (CNAME), in order. */
  aliases: string[]
  /** How long the answer may be kept: the shortest of its records. */
  ttlSeconds: number | undefined
}

type Asked = { id: number; name: string; from: string }

/** @throws Failure `protocol` for bytes that are no answer to this question. */
export function readAnswer(message: Buffer, asked: Asked): DnsAnswer {
  const packet = decoded(message, asked)
  // dns-packet gives the response code's name; its types do not say so.
  const rcode = 'rcode' in packet ? String(packet.rcode) : ''
  const records = packet.answers ?? []
  const isOther = packet.questions?.some(({ name }) => name.toLowerCase() !== asked.name.toLowerCase()) ?? false
  if (packet.type !== 'response' || packet.id !== asked.id || isOther)
    throw noDns(asked, 'it answered another question')

  const addresses = records.flatMap((one) => (one.type === 'A' ? [one.data] : [])).sort()
  const aliases = records.flatMap((one) => (one.type === 'CNAME' ? [one.data] : []))
  const times = records.flatMap((one) => ('ttl' in one && one.ttl !== undefined ? [one.ttl] : []))
  return {
    kind: kinds[rcode] ?? 'failed',
    rcode,
    addresses,
    aliases,
    ttlSeconds: times.length > 0 ? Math.min(...times) : undefined,
  }
}

const kinds: Readonly<Record<string, DnsAnswer['kind']>> = {
  NOERROR: 'answered',
  NXDOMAIN: 'no-such-name',
  REFUSED: 'refused',
}

function decoded(message: Buffer, asked: Asked): DecodedPacket {
  if (message.length === 0) throw noDns(asked, 'it closed the connection without an answer')
  try {
    return decode(message)
  } catch (cause) {
    throw noDns(asked, 'its answer is no DNS message', cause)
  }
}

const noDns = ({ name, from }: Asked, why: string, cause?: unknown) =>
  new Failure('protocol', {
    message: `${from} was asked for ${name}, but ${why}.`,
    remedy: 'Look which service listens there, and that the DNS server answers TCP on this port.',
    cause,
  })
