const ticksPerMs = 10_000n
const epochDifferenceMs = 11_644_473_600_000n

/** FILETIME: 100 ns ticks since 1601, little-endian. */
export function encodeFileTime(time: Date): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE((BigInt(time.getTime()) + epochDifferenceMs) * ticksPerMs)
  return bytes
}

export function decodeFileTime(bytes: Uint8Array): Date {
  const ticks = Buffer.from(bytes).readBigUInt64LE()
  return new Date(Number(ticks / ticksPerMs - epochDifferenceMs))
}
