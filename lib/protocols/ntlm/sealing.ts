import { createHash, timingSafeEqual } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import { hmacMd5 } from './ntlmv2.ts'
import { Rc4 } from './rc4.ts'

type Side = 'client' | 'server'
export type Sealed = { signature: Buffer; data: Buffer }

/**
 * Signing and sealing with extended session security and key exchange, [MS-NLMP] 3.4. One per connection and end; each
 * direction's cipher and sequence number run on, so every message must be sealed and opened once and in order.
 */
export class NtlmSealing {
  readonly #out: Direction
  readonly #in: Direction

  constructor(exportedSessionKey: Uint8Array, side: Side) {
    this.#out = new Direction(exportedSessionKey, side)
    this.#in = new Direction(exportedSessionKey, side === 'client' ? 'server' : 'client')
  }

  seal(message: Uint8Array): Sealed {
    // The order is the protocol's: the message takes the key stream before its own checksum does.
    const data = this.#out.cipher.update(message)
    return { signature: this.#out.sign(message), data }
  }

  /** Throws `protocol` where the signature is not the peer's over this message at this place in the sequence. */
  unseal({ signature, data }: { signature: Uint8Array; data: Uint8Array }): Buffer {
    const message = this.#in.cipher.update(data)
    const expected = this.#in.sign(message)
    if (signature.length === expected.length && timingSafeEqual(signature, expected)) return message
    throw new Failure('protocol', {
      message: 'A message of the server carries a wrong signature: it was changed or lost on the way.',
      remedy: 'Look for a proxy between this machine and the server; then try again.',
    })
  }
}

class Direction {
  readonly cipher: Rc4
  readonly #signingKey: Buffer
  #sequence = 0

  constructor(exportedSessionKey: Uint8Array, from: Side) {
    this.cipher = new Rc4(subkey(exportedSessionKey, from, 'sealing'))
    this.#signingKey = subkey(exportedSessionKey, from, 'signing')
  }

  sign(message: Uint8Array): Buffer {
    const signature = Buffer.alloc(16)
    signature.writeUInt32LE(1, 0)
    signature.writeUInt32LE(this.#sequence++, 12)
    const checksum = hmacMd5(this.#signingKey, signature.subarray(12), message).subarray(0, 8)
    this.cipher.update(checksum).copy(signature, 4)
    return signature
  }
}

function subkey(exportedSessionKey: Uint8Array, from: Side, use: 'signing' | 'sealing'): Buffer {
  const path = from === 'client' ? 'client-to-server' : 'server-to-client'
  return createHash('md5')
    .update(exportedSessionKey)
    .update(`session key to ${path} ${use} key magic constant\0`)
    .digest()
}
