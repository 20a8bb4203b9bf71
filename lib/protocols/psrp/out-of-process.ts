import type { Duplex } from 'node:stream'
import { Failure } from '#lib/failure.ts'
import { ReplyLost } from '../reply-lost.ts'
import { Arrival } from './arrival.ts'
import { packed } from './fragment.ts'
import { emptyGuid } from './guid.ts'
import type { Chunk, InputStream, Peer, PsrpTransport } from './transport.ts'

const acknowledgeTimeoutMs = 60_000
const closeTimeoutMs = 3_000
const maxLineBytes = 16 << 20

/**
 * The framing that PowerShell 7 speaks on a byte stream: standard input and output of `pwsh -s`, the SSH subsystem
 * `powershell`, a local socket. One element a line; the server acknowledges each, the client none.
 */
export class OutOfProcessTransport implements PsrpTransport {
  readonly peer: Peer
  readonly maxFragmentBytes = 512 << 10
  readonly #stream: Duplex
  #incoming: Buffer[] = []
  #incomingBytes = 0
  readonly #chunks: Chunk[] = []
  #lost: ReplyLost | undefined
  readonly #arrival = new Arrival()
  readonly #acknowledged = new Set<string>()

  constructor(stream: Duplex, peer: Peer) {
    this.peer = peer
    this.#stream = stream
    stream.on('data', (bytes: Buffer) => this.#read(bytes))
    stream.on('error', (error) => this.#lose(ReplyLost.from(error)))
    stream.on('close', () => this.#lose(new ReplyLost('PowerShell ended or the connection to it was closed')))
    stream.on('end', () => this.#lose(new ReplyLost('PowerShell ended')))
  }

  get isLost(): boolean {
    return this.#lost !== undefined
  }

  async open(_poolId: string, fragments: readonly Buffer[], signal: AbortSignal): Promise<void> {
    await this.#data(emptyGuid, 'stdin', fragments, signal)
  }

  async start(pipelineId: string, fragments: readonly Buffer[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await this.#write(`<Command PSGuid='${pipelineId}' />\n`)
    await this.#acknowledgement(`CommandAck ${pipelineId}`, signal)
    await this.#data(pipelineId, 'stdin', fragments, signal)
  }

  async send(
    pipelineId: string | undefined,
    stream: InputStream,
    fragments: readonly Buffer[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#data(pipelineId ?? emptyGuid, stream, fragments, signal)
  }

  /** Whatever has come: here nothing has to be asked for. */
  async receive(_pipelineId: string | undefined, signal: AbortSignal): Promise<Chunk[]> {
    await this.#until(() => this.#chunks.length > 0, signal)
    return this.#chunks.splice(0)
  }

  async stop(pipelineId: string): Promise<void> {
    await this.#write(`<Signal PSGuid='${pipelineId}' />\n`)
  }

  async end(pipelineId: string): Promise<void> {
    await this.#write(`<Close PSGuid='${pipelineId}' />\n`)
  }

  async close(): Promise<void> {
    try {
      await this.#write(`<Close PSGuid='${emptyGuid}' />\n`)
      await this.#until(() => this.#acknowledged.has(`CloseAck ${emptyGuid}`), AbortSignal.timeout(closeTimeoutMs))
    } catch {
      // It is closed either way.
    }
    this.#stream.destroy()
  }

  async #data(guid: string, stream: InputStream, fragments: readonly Buffer[], signal: AbortSignal) {
    const name = stream === 'pr' ? 'PromptResponse' : 'Default'
    for (const pack of packed(fragments, this.maxFragmentBytes)) {
      await this.#write(`<Data Stream='${name}' PSGuid='${guid}'>${pack.toString('base64')}</Data>\n`)
      // PowerShell hands every line to another thread: the next is in order only once this one is acknowledged.
      await this.#acknowledgement(`DataAck ${guid}`, signal)
    }
  }

  async #write(line: string): Promise<void> {
    if (this.#lost) throw this.#lost
    if (this.#stream.write(line, 'latin1')) return
    this.#stream.once('drain', () => this.#arrival.wake())
    await this.#until(() => !this.#stream.writableNeedDrain)
  }

  async #acknowledgement(of: string, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(acknowledgeTimeoutMs)])
    try {
      await this.#until(() => this.#acknowledged.delete(of), limit)
    } catch (cause) {
      throw ReplyLost.from(cause)
    }
  }

  async #until(isSo: () => boolean, signal?: AbortSignal): Promise<void> {
    await this.#arrival.until(() => {
      if (isSo()) return true
      if (this.#lost) throw this.#lost
      return false
    }, signal)
  }

  #read(bytes: Buffer) {
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const line = Buffer.concat([...this.#incoming, bytes.subarray(from, end)]).toString('latin1')
      this.#incoming = []
      this.#incomingBytes = 0
      from = end + 1
      this.#take(line.trimEnd())
    }
    if (from < bytes.length) this.#incoming.push(bytes.subarray(from))
    this.#incomingBytes += bytes.length - from
    if (this.#incomingBytes > maxLineBytes) this.#lose(new ReplyLost('PowerShell sent a line without an end'))
    this.#arrival.wake()
  }

  #take(line: string) {
    const [head, kind = '', guid = ''] = element.exec(line) ?? []
    if (head === undefined) {
      if (line !== '') this.#lose(ReplyLost.from(foreignLine(line, this.peer.host)))
      return
    }
    const pipelineId = guid === emptyGuid ? undefined : guid.toLowerCase()
    if (kind !== 'Data') this.#acknowledged.add(`${kind} ${guid.toLowerCase()}`)
    else this.#chunks.push({ pipelineId, bytes: Buffer.from(line.slice(head.length, line.lastIndexOf('<')), 'base64') })
  }

  #lose(error: ReplyLost) {
    this.#lost ??= error
    this.#arrival.wake()
  }
}

const element = /^<(\w+)(?: Stream=['"]\w+['"])? PSGuid=['"]([0-9a-fA-F-]{36})['"] ?\/?>/

function foreignLine(line: string, host: string): Failure {
  return new Failure('protocol', {
    message: `What answers on ${host} is not PowerShell: "${line.slice(0, 80)}".`,
    remedy: 'Look for a shell profile that prints something, and that the SSH subsystem runs "pwsh -sshs -NoLogo".',
  })
}
