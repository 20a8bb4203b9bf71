/** MD4 (RFC 1320). OpenSSL 3 no longer has it, and NTLM's password hash is made of nothing else. */
export function md4(message: Uint8Array): Buffer {
  const padded = pad(message)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let offset = 0; offset < padded.length; offset += 64) block(state, padded, offset)

  const digest = Buffer.alloc(16)
  state.forEach((word, index) => {
    digest.writeInt32LE(word, index * 4)
  })
  return digest
}

function pad(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(((message.length + 8) >> 6) * 64 + 64)
  padded.set(message)
  padded[message.length] = 0x80
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8)
  return padded
}

type Round = {
  mix(x: number, y: number, z: number): number
  add: number
  shifts: readonly number[]
  order: readonly number[]
}

const rounds: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    add: 0,
    shifts: [3, 7, 11, 19],
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    add: 0x5a827999,
    shifts: [3, 5, 9, 13],
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    add: 0x6ed9eba1,
    shifts: [3, 9, 11, 15],
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
  },
]

function block(state: Int32Array, bytes: Buffer, offset: number) {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (const { mix, add, shifts, order } of rounds) {
    order.forEach((word, step) => {
      const sum = (a + mix(b, c, d) + bytes.readInt32LE(offset + word * 4) + add) | 0
      const shift = shifts[step % 4] ?? 0
      a = d
      d = c
      c = b
      b = (sum << shift) | (sum >>> (32 - shift))
    })
  }
  state.set([a, b, c, d].map((value, index) => value + (state[index] ?? 0)))
}
