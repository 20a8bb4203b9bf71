import { Failure } from '#lib/failure.ts'

/** AV_PAIR ids, [MS-NLMP] 2.2.2.1. */
export const avId = {
  end: 0,
  computerName: 1,
  domainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  dnsForestName: 5,
  flags: 6,
  timestamp: 7,
  singleHost: 8,
  targetName: 9,
  channelBindings: 10,
} as const

export type AvPairs = Map<number, Uint8Array>

/** In the order given, with MsvAvEOL at the end. */
export function encodeAvPairs(pairs: AvPairs): Buffer {
  const parts = [...pairs].map(([id, value]) => {
    const header = Buffer.alloc(4)
    header.writeUInt16LE(id, 0)
    header.writeUInt16LE(value.length, 2)
    return Buffer.concat([header, value])
  })
  return Buffer.concat([...parts, Buffer.alloc(4)])
}

/** Throws `protocol` where the list runs over its end or has none. */
export function decodeAvPairs(bytes: Uint8Array): AvPairs {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const pairs: AvPairs = new Map()
  let offset = 0
  while (offset + 4 <= buffer.length) {
    const id = buffer.readUInt16LE(offset)
    const length = buffer.readUInt16LE(offset + 2)
    if (id === avId.end) return pairs
    if (offset + 4 + length > buffer.length) break
    pairs.set(id, buffer.subarray(offset + 4, offset + 4 + length))
    offset += 4 + length
  }
  throw new Failure('protocol', { message: 'The target information of an NTLM message is cut off.' })
}

/** `undefined` where the pair is absent. */
export function avText(pairs: AvPairs, id: number): string | undefined {
  const value = pairs.get(id)
  return value && Buffer.from(value).toString('utf16le')
}
