import { Failure } from '#lib/failure.ts'

/**
 * The three messages of NTLM, [MS-NLMP] 2.2.1, both ways. Text is UTF-16LE throughout: Fairlead refuses a peer without
 * Unicode. A message that is too short, or points outside itself, throws `protocol`.
 */
export type Negotiate = { flags: number }
export type Challenge = { flags: number; serverChallenge: Uint8Array; targetName: string; targetInfo: Uint8Array }
export type Authenticate = {
  flags: number
  lmResponse: Uint8Array
  ntResponse: Uint8Array
  domain: string
  user: string
  workstation: string
  encryptedSessionKey: Uint8Array
}

const signature = Buffer.from('NTLMSSP\0', 'latin1')
/** Windows 6.3 (Server 2012 R2), NTLM revision 15. Nobody decides anything by it. */
const version = Buffer.from([6, 3, 0x80, 0x25, 0, 0, 0, 15])
const authenticateHeader = 88
export const micOffset = 72
export const micLength = 16

/** 1 NEGOTIATE, 2 CHALLENGE, 3 AUTHENTICATE. */
export function ntlmMessageType(message: Uint8Array): number {
  const bytes = view(message, 12)
  if (!bytes.subarray(0, 8).equals(signature)) throw malformed('does not begin with NTLMSSP')
  return bytes.readUInt32LE(8)
}

export function encodeNegotiate({ flags }: Negotiate): Buffer {
  const message = begin(1, 40)
  message.writeUInt32LE(flags, 12)
  message.writeUInt32LE(40, 20)
  message.writeUInt32LE(40, 28)
  version.copy(message, 32)
  return message
}

export function decodeNegotiate(message: Uint8Array): Negotiate {
  return { flags: expect(message, 1, 16).readUInt32LE(12) }
}

export function encodeChallenge({ flags, serverChallenge, targetName, targetInfo }: Challenge): Buffer {
  const header = begin(2, 56)
  const payload = payloadAfter(header, [
    [12, utf16(targetName)],
    [40, targetInfo],
  ])
  header.writeUInt32LE(flags, 20)
  header.set(serverChallenge, 24)
  version.copy(header, 48)
  return Buffer.concat([header, payload])
}

export function decodeChallenge(message: Uint8Array): Challenge {
  const bytes = expect(message, 2, 48)
  return {
    flags: bytes.readUInt32LE(20),
    serverChallenge: bytes.subarray(24, 32),
    targetName: field(bytes, 12).toString('utf16le'),
    targetInfo: field(bytes, 40),
  }
}

/** With room for the MIC, all zeros: it is computed over this very message. */
export function encodeAuthenticate(message: Authenticate): Buffer {
  const header = begin(3, authenticateHeader)
  const payload = payloadAfter(header, [
    [28, utf16(message.domain)],
    [36, utf16(message.user)],
    [44, utf16(message.workstation)],
    [12, message.lmResponse],
    [20, message.ntResponse],
    [52, message.encryptedSessionKey],
  ])
  header.writeUInt32LE(message.flags, 60)
  version.copy(header, 64)
  return Buffer.concat([header, payload])
}

export function decodeAuthenticate(message: Uint8Array): Authenticate {
  const bytes = expect(message, 3, 64)
  return {
    flags: bytes.readUInt32LE(60),
    lmResponse: field(bytes, 12),
    ntResponse: field(bytes, 20),
    domain: field(bytes, 28).toString('utf16le'),
    user: field(bytes, 36).toString('utf16le'),
    workstation: field(bytes, 44).toString('utf16le'),
    encryptedSessionKey: field(bytes, 52),
  }
}

function begin(type: number, length: number): Buffer {
  const message = Buffer.alloc(length)
  signature.copy(message)
  message.writeUInt32LE(type, 8)
  return message
}

function payloadAfter(header: Buffer, fields: [at: number, value: Uint8Array][]): Buffer {
  let offset = header.length
  for (const [at, value] of fields) {
    header.writeUInt16LE(value.length, at)
    header.writeUInt16LE(value.length, at + 2)
    header.writeUInt32LE(offset, at + 4)
    offset += value.length
  }
  return Buffer.concat(fields.map(([, value]) => value))
}

function expect(message: Uint8Array, type: number, length: number): Buffer {
  const bytes = view(message, length)
  if (ntlmMessageType(message) !== type) throw malformed(`is of type ${ntlmMessageType(message)} and not ${type}`)
  return bytes
}

function field(bytes: Buffer, at: number): Buffer {
  const length = bytes.readUInt16LE(at)
  const offset = bytes.readUInt32LE(at + 4)
  if (length > 0 && offset + length > bytes.length) throw malformed('points outside itself')
  return bytes.subarray(offset, offset + length)
}

function view(message: Uint8Array, length: number): Buffer {
  if (message.length < length) throw malformed(`has ${message.length} bytes`)
  return Buffer.from(message.buffer, message.byteOffset, message.length)
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}

function malformed(how: string): Failure {
  return new Failure('protocol', { message: `An NTLM message ${how}.` })
}
