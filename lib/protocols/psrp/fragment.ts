import { Failure } from '#lib/failure.ts'

/** Fragments, [MS-PSRP] 2.2.4: object id, fragment id, flags, length (21 bytes, big-endian), then a piece of the message. */
const fragmentHeaderBytes = 21
const startFlag = 1
const endFlag = 2

/** Cuts one message. `objectId` counts up from 1 over the whole connection; `maxBytes` includes the header. */
export function fragment(message: Uint8Array, objectId: bigint, maxBytes: number): Buffer[] {
  const room = maxBytes - fragmentHeaderBytes
  const count = Math.max(1, Math.ceil(message.length / room))
  return Array.from({ length: count }, (_, index) => {
    const blob = message.subarray(index * room, (index + 1) * room)
    const piece = Buffer.allocUnsafe(fragmentHeaderBytes + blob.length)
    piece.writeBigUInt64BE(objectId, 0)
    piece.writeBigUInt64BE(BigInt(index), 8)
    piece[16] = (index === 0 ? startFlag : 0) | (index === count - 1 ? endFlag : 0)
    piece.writeUInt32BE(blob.length, 17)
    piece.set(blob, fragmentHeaderBytes)
    return piece
  })
}

/** Fragments glued together, as many as fit: what one element, or one envelope, carries. */
export function packed(fragments: readonly Buffer[], maxBytes: number): Buffer[] {
  const packs: Buffer[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const one of fragments) {
    if (bytes + one.length > maxBytes) {
      packs.push([])
      bytes = 0
    }
    packs.at(-1)?.push(one)
    bytes += one.length
  }
  return packs.map((pack) => Buffer.concat(pack))
}

/**
 * Joins the fragments of one stream (the pool's, or one pipeline's) into messages. They arrive in order; one that is
 * missing, repeated or mixed up throws `protocol`, as does a message of more than `maxMessageBytes`.
 */
export class Defragmenter {
  readonly #maxMessageBytes: number
  #rest: Buffer = Buffer.alloc(0)
  #objectId = 0n
  #next = 0n
  #blobs: Buffer[] = []
  #bytes = 0

  constructor(maxMessageBytes = 256 << 20) {
    this.#maxMessageBytes = maxMessageBytes
  }

  /** The messages that are whole now. A fragment may be continued by the next call. */
  add(chunk: Uint8Array): Buffer[] {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : view(chunk)
    const messages: Buffer[] = []
    let at = 0
    while (bytes.length - at >= fragmentHeaderBytes) {
      const length = bytes.readUInt32BE(at + 17)
      if (this.#bytes + length > this.#maxMessageBytes) throw tooLarge(this.#maxMessageBytes)
      if (bytes.length - at < fragmentHeaderBytes + length) break
      const message = this.#take(bytes, at, length)
      if (message) messages.push(message)
      at += fragmentHeaderBytes + length
    }
    this.#rest = bytes.subarray(at)
    return messages
  }

  #take(bytes: Buffer, at: number, length: number): Buffer | undefined {
    const objectId = bytes.readBigUInt64BE(at)
    const fragmentId = bytes.readBigUInt64BE(at + 8)
    const flags = bytes.readUInt8(at + 16)
    const starts = (flags & startFlag) !== 0
    if (
      starts ? this.#blobs.length > 0 || fragmentId !== 0n : objectId !== this.#objectId || fragmentId !== this.#next
    ) {
      throw outOfOrder(objectId, fragmentId)
    }

    this.#objectId = objectId
    this.#next = fragmentId + 1n
    this.#blobs.push(bytes.subarray(at + fragmentHeaderBytes, at + fragmentHeaderBytes + length))
    this.#bytes += length
    if ((flags & endFlag) === 0) return undefined

    const [only] = this.#blobs
    const message = this.#blobs.length === 1 && only ? only : Buffer.concat(this.#blobs)
    this.#blobs = []
    this.#bytes = 0
    return message
  }
}

const view = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

function outOfOrder(objectId: bigint, fragmentId: bigint): Failure {
  return new Failure('protocol', {
    message: `A piece of a PowerShell message is missing or repeated (object ${objectId}, fragment ${fragmentId}).`,
  })
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('protocol', { message: `A PowerShell message is larger than ${maxBytes >> 20} MB.` })
}
