import { randomUUID } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import { type Plain, plain } from './clixml/plain.ts'
import { readClixml } from './clixml/read.ts'
import { PsObject, PsScalar, type PsValue } from './clixml/value.ts'
import { writeClixml } from './clixml/write.ts'
import { readErrorRecord } from './error-record.ts'
import { Defragmenter, fragment } from './fragment.ts'
import { emptyGuid } from './guid.ts'
import { readHostCall } from './host-call.ts'
import { decodeMessage, encodeMessage, type Message, messageType } from './message.ts'
import { initRunspacePool, protocolVersion, sessionCapability } from './open-pool.ts'
import { type SessionKey, SessionKeyExchange } from './session-key.ts'
import type { InputStream, PsrpTransport } from './transport.ts'

/** What one pipeline is told by the server. */
export type PipelineMessage = { type: number; value: PsValue }

/** A server that is busy starting PowerShell for the first time takes its time. */
const openTimeoutMs = 60_000
const opened = 2
const ended = new Set([3, 5])

/** A runspace pool of one runspace, [MS-PSRP] 3.1: messages in and out, the session key, and the state of the other half. */
export class RunspacePool {
  readonly id = randomUUID()
  readonly transport: PsrpTransport
  /** The protocol that the server speaks: 2.1 to 2.3. */
  version = protocolVersion
  /** What the server tells of itself: `PSVersionTable` and more. */
  applicationData: Plain = null
  #isOpen = false
  #objectId = 0n
  #key: SessionKey | undefined
  #exchange: SessionKeyExchange | undefined
  #held: Message[] = []
  readonly #streams = new Map<string | undefined, Defragmenter>([[undefined, new Defragmenter()]])

  private constructor(transport: PsrpTransport) {
    this.transport = transport
  }

  static async open(transport: PsrpTransport, signal: AbortSignal): Promise<RunspacePool> {
    const pool = new RunspacePool(transport)
    const limit = AbortSignal.any([signal, AbortSignal.timeout(openTimeoutMs)])
    const first = [
      ...pool.fragments(messageType.sessionCapability, sessionCapability()),
      ...pool.fragments(messageType.initRunspacePool, initRunspacePool()),
    ]
    await transport.open(pool.id, first, limit)
    while (!pool.#isOpen) await pool.receive(undefined, limit)
    return pool
  }

  /** The session key is agreed on before the first secret goes out. */
  async agreeOnKey(signal: AbortSignal): Promise<void> {
    if (this.#key) return
    const limit = AbortSignal.any([signal, AbortSignal.timeout(openTimeoutMs)])
    await this.#offerKey(limit)
    while (!this.#key) await this.receive(undefined, limit)
  }

  fragments(type: number, value: PsValue | undefined, pipelineId = emptyGuid): Buffer[] {
    const key = this.#key
    const options = key && { sealSecret: key.seal.bind(key) }
    const clixml = value === undefined ? '' : writeClixml(value, options)
    const message = encodeMessage({ destination: 'server', type, poolId: this.id, pipelineId, clixml })
    return fragment(message, ++this.#objectId, this.transport.maxFragmentBytes)
  }

  /** From now on it is listened to; what pipelines that were forgotten still say is not. */
  expect(pipelineId: string) {
    this.#streams.set(pipelineId, new Defragmenter())
  }

  forget(pipelineId: string) {
    this.#streams.delete(pipelineId)
    this.#held = []
  }

  /** What arrived for one pipeline; what concerns the pool is dealt with here. May be nothing. */
  async receive(pipelineId: string | undefined, signal: AbortSignal): Promise<PipelineMessage[]> {
    // A server seals without being asked for its key; whoever cannot open what it sent asks for it then.
    if (this.#waitsForKey()) await this.#offerKey(signal)
    for (const chunk of await this.transport.receive(this.#waitsForKey() ? undefined : pipelineId, signal)) {
      for (const bytes of this.#streams.get(chunk.pipelineId)?.add(chunk.bytes) ?? []) {
        const message = decodeMessage(bytes)
        if (message.pipelineId === emptyGuid) await this.#take(message, signal)
        else if (message.pipelineId === pipelineId) this.#held.push(message)
      }
    }
    if (this.#waitsForKey()) return []
    return this.#held.splice(0).map(({ type, clixml }) => ({ type, value: this.#read(clixml) }))
  }

  close(): Promise<void> {
    return this.transport.close()
  }

  #waitsForKey(): boolean {
    return !this.#key && this.#held.some(({ clixml }) => clixml.includes('<SS'))
  }

  #read(clixml: string): PsValue {
    const key = this.#key
    return clixml === '' ? null : readClixml(clixml, key && { openSecret: key.open.bind(key) })
  }

  async #take({ type, clixml }: Message, signal: AbortSignal): Promise<void> {
    const value = this.#read(clixml)
    switch (type) {
      case messageType.sessionCapability:
        this.version = capabilityVersion(value)
        break
      case messageType.applicationPrivateData:
        this.applicationData = plain((value instanceof PsObject && value.get('ApplicationPrivateData')) || null)
        break
      case messageType.runspacePoolState:
        this.#takeState(value)
        break
      case messageType.publicKeyRequest:
        await this.#offerKey(signal)
        break
      case messageType.encryptedSessionKey:
        this.#takeKey(value)
        break
      case messageType.runspacePoolHostCall:
        await this.#answerHostCall(value, signal)
        break
    }
  }

  #takeState(value: PsValue) {
    const state = value instanceof PsObject ? value.get('RunspaceState') : undefined
    if (state === opened) this.#isOpen = true
    if (typeof state !== 'number' || !ended.has(state)) return
    const record = value instanceof PsObject ? value.get('ExceptionAsErrorRecord') : undefined
    throw new Failure('remote-error', {
      message: `The server ended the PowerShell session${record ? `: ${readErrorRecord(record).message}` : '.'}`,
      remedy: 'Try again; if it happens again, look for a start-up script or a quota of the session configuration.',
    })
  }

  async #offerKey(signal: AbortSignal) {
    if (this.#exchange) return
    this.#exchange = await SessionKeyExchange.create()
    const value = publicKey(this.#exchange.publicKeyBlob)
    await this.#send('stdin', this.fragments(messageType.publicKey, value), signal)
  }

  #takeKey(value: PsValue) {
    const encrypted = value instanceof PsObject ? value.get('EncryptedSessionKey') : undefined
    if (this.#exchange && typeof encrypted === 'string') this.#key = this.#exchange.finish(encrypted)
  }

  async #answerHostCall(value: PsValue, signal: AbortSignal) {
    const { response } = readHostCall(value)
    if (response) await this.#send('pr', this.fragments(messageType.runspacePoolHostResponse, response), signal)
  }

  #send(stream: InputStream, fragments: Buffer[], signal: AbortSignal): Promise<void> {
    return this.transport.send(undefined, stream, fragments, signal)
  }
}

function publicKey(blob: string): PsObject {
  const value = new PsObject()
  value.extended.set('PublicKey', blob)
  return value
}

function capabilityVersion(value: PsValue): string {
  const version = value instanceof PsObject ? value.get('protocolversion') : undefined
  if (version instanceof PsScalar && /^2\.\d+$/.test(version.text)) return version.text
  throw new Failure('protocol', {
    message: `The server speaks PowerShell remoting ${version instanceof PsScalar ? version.text : 'of no version'}, Fairlead 2.1 to 2.3.`,
    remedy: 'Check the version of PowerShell on the server.',
  })
}
