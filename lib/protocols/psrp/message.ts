import { Failure } from '#lib/failure.ts'
import { decodeGuid, encodeGuid } from './guid.ts'

/** Message types, [MS-PSRP] 2.2.1. */
export const messageType = {
  sessionCapability: 0x00010002,
  initRunspacePool: 0x00010004,
  publicKey: 0x00010005,
  encryptedSessionKey: 0x00010006,
  publicKeyRequest: 0x00010007,
  connectRunspacePool: 0x00010008,
  runspacePoolInitData: 0x0002100b,
  resetRunspaceState: 0x0002100c,
  setMaxRunspaces: 0x00021002,
  setMinRunspaces: 0x00021003,
  runspaceAvailability: 0x00021004,
  runspacePoolState: 0x00021005,
  createPipeline: 0x00021006,
  getAvailableRunspaces: 0x00021007,
  userEvent: 0x00021008,
  applicationPrivateData: 0x00021009,
  getCommandMetadata: 0x0002100a,
  runspacePoolHostCall: 0x00021100,
  runspacePoolHostResponse: 0x00021101,
  pipelineInput: 0x00041002,
  endOfPipelineInput: 0x00041003,
  pipelineOutput: 0x00041004,
  errorRecord: 0x00041005,
  pipelineState: 0x00041006,
  debugRecord: 0x00041007,
  verboseRecord: 0x00041008,
  warningRecord: 0x00041009,
  progressRecord: 0x00041010,
  informationRecord: 0x00041011,
  pipelineHostCall: 0x00041100,
  pipelineHostResponse: 0x00041101,
} as const

export type Destination = 'client' | 'server'

export type Message = {
  destination: Destination
  type: number
  poolId: string
  /** `emptyGuid` for what concerns the whole pool. */
  pipelineId: string
  /** One value as CLIXML; empty for the few messages that say nothing. */
  clixml: string
}

const destinations = { client: 1, server: 2 } as const
const headerBytes = 40

/** [MS-PSRP] 2.2.1. */
export function encodeMessage({ destination, type, poolId, pipelineId, clixml }: Message): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32LE(destinations[destination], 0)
  header.writeUInt32LE(type, 4)
  return Buffer.concat([header, encodeGuid(poolId), encodeGuid(pipelineId), Buffer.from(clixml, 'utf8')])
}

/** Throws `protocol` on what is too short to be one. A byte order mark before the CLIXML is left out. */
export function decodeMessage(bytes: Buffer): Message {
  if (bytes.length < headerBytes) {
    throw new Failure('protocol', { message: `A PowerShell message has only ${bytes.length} bytes.` })
  }
  const hasMark = bytes[headerBytes] === 0xef && bytes[headerBytes + 1] === 0xbb && bytes[headerBytes + 2] === 0xbf
  return {
    destination: bytes.readUInt32LE(0) === destinations.server ? 'server' : 'client',
    type: bytes.readUInt32LE(4),
    poolId: decodeGuid(bytes.subarray(8, 24)),
    pipelineId: decodeGuid(bytes.subarray(24, 40)),
    clixml: bytes.toString('utf8', hasMark ? headerBytes + 3 : headerBytes),
  }
}
