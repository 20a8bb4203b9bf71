import { Failure } from '#lib/failure.ts'
import type { SecurityContext } from './security-context.ts'

type Sealer = Pick<SecurityContext, 'sealedType' | 'seal'>
type Opener = Pick<SecurityContext, 'unseal'>

const boundary = 'Encrypted Boundary'
const soapType = 'application/soap+xml;charset=UTF-8'

/** One encrypted message in the MIME form of [MS-WSMV] 2.2.9.1. */
export function sealMime(context: Sealer, message: Uint8Array): { contentType: string; body: Buffer } {
  const { signature, data } = context.seal(message)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(signature.length)
  const head =
    `--${boundary}\r\n` +
    `\tContent-Type: ${context.sealedType}\r\n` +
    `\tOriginalContent: type=${soapType};Length=${message.length}\r\n` +
    `--${boundary}\r\n` +
    '\tContent-Type: application/octet-stream\r\n'
  return {
    contentType: `multipart/encrypted;protocol="${context.sealedType}";boundary="${boundary}"`,
    body: Buffer.concat([Buffer.from(head, 'latin1'), length, signature, data, Buffer.from(`--${boundary}--\r\n`)]),
  }
}

export function isSealedMime(contentType: string | undefined): boolean {
  return /^\s*multipart\/(x-multi-)?encrypted\b/i.test(contentType ?? '')
}

/**
 * Opens every part, in order. Goes by `Length=` and never looks for the boundary in ciphertext; takes headers without TAB,
 * boundaries with stray spaces and bytes after the end, as OMI and IIS write them. Throws `protocol` on anything else.
 */
export function openMime(context: Opener, body: Uint8Array): Buffer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const part = findPart(bytes, at)
    if (!part) break
    const { signature, data, end } = part
    parts.push(Buffer.from(context.unseal({ signature, data })))
    at = end
  }
  if (parts.length === 0) throw malformed('has no encrypted part')
  return Buffer.concat(parts)
}

const octetStream = Buffer.from('application/octet-stream\r\n', 'latin1')
const maxHeadBytes = 1024

function findPart(bytes: Buffer, from: number) {
  const mark = bytes.subarray(from, from + maxHeadBytes).indexOf(octetStream)
  if (mark < 0) return undefined
  const head = bytes.toString('latin1', from, from + mark)
  const declared = /^\s*OriginalContent:.*;\s*Length=(\d{1,9})\s*$/im.exec(head)?.[1]
  if (!declared) throw malformed('does not say how long its content is')

  const start = from + mark + octetStream.length
  if (start + 4 > bytes.length) throw malformed('is cut off')
  const signatureEnd = start + 4 + bytes.readUInt32LE(start)
  const end = signatureEnd + Number(declared)
  if (end > bytes.length) throw malformed('is cut off')
  return { signature: bytes.subarray(start + 4, signatureEnd), data: bytes.subarray(signatureEnd, end), end }
}

function malformed(how: string): Failure {
  return new Failure('protocol', { message: `An encrypted message of the server ${how}.` })
}
