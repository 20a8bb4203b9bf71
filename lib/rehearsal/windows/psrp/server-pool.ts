import { readClixml } from '#lib/protocols/psrp/clixml/read.ts'
import type { PsValue } from '#lib/protocols/psrp/clixml/value.ts'
import { writeClixml } from '#lib/protocols/psrp/clixml/write.ts'
import { Defragmenter, fragment } from '#lib/protocols/psrp/fragment.ts'
import { emptyGuid } from '#lib/protocols/psrp/guid.ts'
import { decodeMessage, encodeMessage, type Message, messageType } from '#lib/protocols/psrp/message.ts'
import { SessionKey } from '#lib/protocols/psrp/session-key.ts'
import type { Secret } from '#lib/secret.ts'
import { Session } from '../powershell/session.ts'
import type { WindowsHost } from '../windows-host.ts'
import { type AskedPipeline, property, readCreatePipeline, readHostInfo } from './create-pipeline.ts'
import { openingMessages } from './opening.ts'
import { members } from './records.ts'
import { RunspaceCount } from './runspace-count.ts'
import { ServerPipeline } from './server-pipeline.ts'

/** How fragments get to the client; what carries them (WS-Management, a pipe) is not known here. */
export type PoolWire = {
  send(pipelineId: string, fragment: Buffer): void
  /** When the client has taken what was sent so far. */
  taken(): Promise<void>
  /** Nothing more will be sent for this pipeline. */
  ended(pipelineId: string): void
}

export type PoolOptions = {
  host: WindowsHost
  language: 'full' | 'none'
  wire: PoolWire
  maxFragmentBytes?: number
}

/** One runspace pool at the server's side, [MS-PSRP] 3.2: fragments in, fragments out. Windows PowerShell 4.0, protocol 2.2. */
export class ServerPool {
  poolId = emptyGuid
  hasHost = false
  maxFragmentBytes: number
  readonly host: WindowsHost
  readonly #wire: PoolWire
  readonly #session: Session
  readonly #count = new RunspaceCount()
  readonly #incoming = new Map<string, Defragmenter>()
  readonly #pipelines = new Map<string, ServerPipeline>()
  #busy: Promise<void> = Promise.resolve()
  #nextObject = 1n
  #key: SessionKey | undefined

  constructor({ host, language, wire, maxFragmentBytes = 32_768 }: PoolOptions) {
    this.host = host
    this.maxFragmentBytes = maxFragmentBytes
    this.#wire = wire
    this.#session = new Session(language)
  }

  /** Takes fragments of the pool's stream (`emptyGuid`) or of a pipeline's. Throws `protocol` on what is none. */
  receive(pipelineId: string, bytes: Uint8Array): void {
    const stream = this.#incoming.get(pipelineId) ?? new Defragmenter()
    this.#incoming.set(pipelineId, stream)
    for (const message of stream.add(bytes)) this.#take(pipelineId, decodeMessage(message))
  }

  stop(pipelineId: string): void {
    this.#pipelines.get(pipelineId)?.stop()
  }

  close(): void {
    for (const pipeline of this.#pipelines.values()) pipeline.stop()
    this.#pipelines.clear()
  }

  send(pipelineId: string, type: number, value: PsValue, calledItself = pipelineId): void {
    const key = this.#key
    const clixml = `\ufeff${writeClixml(value, key ? { sealSecret: (secret) => key.seal(secret) } : {})}`
    const message = encodeMessage({
      destination: 'client',
      type,
      poolId: this.poolId,
      pipelineId: calledItself,
      clixml,
    })
    for (const piece of fragment(message, this.#nextObject++, this.maxFragmentBytes)) this.#wire.send(pipelineId, piece)
  }

  /** A pipeline is known by the stream that its messages come on; the id inside them is only given back. */
  #take(pipelineId: string, message: Message): void {
    const { type } = message
    const value = () => readClixml(message.clixml, { openSecret: (text) => this.#openSecret(text) })
    const pipeline = this.#pipelines.get(pipelineId)
    if (type === messageType.sessionCapability) this.poolId = message.poolId
    else if (type === messageType.initRunspacePool) this.#open(value())
    else if (type === messageType.publicKey) this.#agreeOnKey(String(property(value(), 'PublicKey')))
    else if (type === messageType.createPipeline)
      this.#create(pipelineId, message.pipelineId, readCreatePipeline(value()))
    else if (type === messageType.pipelineInput) pipeline?.take(value())
    else if (type === messageType.endOfPipelineInput) pipeline?.endInput()
    else if (type === messageType.pipelineHostResponse) pipeline?.answer(value())
    else if (RunspaceCount.isAbout(type)) {
      this.send(emptyGuid, messageType.runspaceAvailability, this.#count.answer(type, value()))
    }
  }

  #openSecret(base64: string): Secret {
    if (!this.#key) throw new Error('The client sent a SecureString before it asked for a session key.')
    return this.#key.open(base64)
  }

  async #open(init: PsValue): Promise<void> {
    this.hasHost = readHostInfo(property(init, 'HostInfo')) === true
    this.#count.begin(init)
    const [capability, privateData, opened] = openingMessages()
    this.send(emptyGuid, messageType.sessionCapability, capability)
    this.send(emptyGuid, messageType.applicationPrivateData, privateData)
    await this.#wire.taken()
    this.send(emptyGuid, messageType.runspacePoolState, opened)
  }

  #agreeOnKey(publicKeyBlob: string): void {
    const key = SessionKey.random()
    const encrypted = key.encryptedFor(publicKeyBlob)
    this.send(emptyGuid, messageType.encryptedSessionKey, members({ EncryptedSessionKey: encrypted }))
    this.#key = key
  }

  /** Pipelines of one runspace wait for each other. */
  #create(pipelineId: string, calledItself: string, asked: AskedPipeline): void {
    const pipeline = new ServerPipeline(this, { pipelineId, calledItself }, asked)
    this.#pipelines.set(pipelineId, pipeline)
    this.#busy = this.#busy.then(async () => {
      await pipeline.run(this.#session)
      this.#pipelines.delete(pipelineId)
      this.#incoming.delete(pipelineId)
      this.#wire.ended(pipelineId)
    })
  }
}
