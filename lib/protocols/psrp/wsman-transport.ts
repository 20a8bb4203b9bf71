import { ReplyLost } from '../reply-lost.ts'
import { WsmanClient } from '../wsman/client.ts'
import type { WsmanEndpoint } from '../wsman/endpoint.ts'
import { defaultMaxEnvelopeBytes, defaultOperationTimeoutMs, type WsmanRequest } from '../wsman/envelope.ts'
import { faultCode, WsmanFault } from '../wsman/fault.ts'
import { action, ns } from '../wsman/namespaces.ts'
import type { ServerName } from '../wsman/security-context.ts'
import { children, descendant, escapeXml, type XmlElement } from '../wsman/xml.ts'
import { packed } from './fragment.ts'
import { protocolVersion } from './open-pool.ts'
import type { Chunk, InputStream, Peer, PsrpTransport } from './transport.ts'

export type WsmanTransportOptions = {
  /** `Microsoft.PowerShell` where nothing else is said; `Microsoft.Exchange` at Exchange's own endpoint. */
  configuration?: string
  maxEnvelopeBytes?: number
  operationTimeoutMs?: number
}

const closeTimeoutMs = 5_000

/** Fragments over WS-Management, [MS-PSRP] 3.1.5.3: a pool is a shell, a pipeline a command, and what comes is fetched. */
export class WsmanTransport implements PsrpTransport {
  readonly peer: Peer
  readonly maxFragmentBytes: number
  /** A shell outlives its connections. */
  readonly isLost = false
  readonly #client: WsmanClient
  readonly #resourceUri: string
  readonly #operationTimeoutMs: number
  readonly #idleTimeout: string
  /** We choose the ids of shells and commands, but Windows 7 and 2008 R2 choose others. */
  #shellId: string | undefined
  readonly #commandIds = new Map<string, string>()
  #stopping: string | undefined

  constructor(endpoint: WsmanEndpoint, options: WsmanTransportOptions = {}) {
    const maxEnvelopeBytes = options.maxEnvelopeBytes ?? defaultMaxEnvelopeBytes
    this.peer = peerOf(endpoint)
    this.maxFragmentBytes = Math.floor(((maxEnvelopeBytes - 4096) / 4) * 3)
    this.#client = new WsmanClient(endpoint, maxEnvelopeBytes)
    this.#resourceUri = `${ns.powershell}/${options.configuration ?? 'Microsoft.PowerShell'}`
    // What a crash leaves behind is gone after 15 minutes instead of two hours. Exchange has its own 15 minutes.
    this.#idleTimeout =
      options.configuration === 'Microsoft.Exchange' ? '' : '<rsp:IdleTimeOut>PT900S</rsp:IdleTimeOut>'
    this.#operationTimeoutMs = options.operationTimeoutMs ?? defaultOperationTimeoutMs
  }

  /** Who answered; known after `open`. */
  get server(): ServerName | undefined {
    return this.#client.server
  }

  async open(poolId: string, fragments: readonly Buffer[], signal: AbortSignal): Promise<void> {
    const shellId = poolId.toUpperCase()
    const reply = await this.#call(
      {
        action: action.create,
        options: [{ name: 'protocolversion', value: protocolVersion, mustComply: true }],
        body:
          `<rsp:Shell ShellId="${shellId}">${this.#idleTimeout}` +
          '<rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>' +
          `<creationXml xmlns="${ns.powershell}">${base64(Buffer.concat(fragments))}</creationXml></rsp:Shell>`,
      },
      signal,
    )
    const given = descendant(reply, ns.wsman, 'Selector')?.text.trim()
    this.#shellId = given || shellId
  }

  async start(pipelineId: string, fragments: readonly Buffer[], signal: AbortSignal): Promise<void> {
    const [first, ...rest] = packed(fragments, this.maxFragmentBytes)
    const reply = await this.#call(
      {
        action: action.command,
        options: [{ name: 'WINRS_SKIP_CMD_SHELL', value: 'False' }],
        body:
          `<rsp:CommandLine CommandId="${pipelineId.toUpperCase()}"><rsp:Command/>` +
          `<rsp:Arguments>${base64(first)}</rsp:Arguments></rsp:CommandLine>`,
      },
      signal,
    )
    this.#commandIds.set(pipelineId, descendant(reply, ns.shell, 'CommandId')?.text.trim() || pipelineId.toUpperCase())
    try {
      for (const envelope of rest) await this.#sendOne(pipelineId, 'stdin', envelope, signal)
    } catch (error) {
      // The command exists by now, with a message that will never be whole.
      throw ReplyLost.from(error)
    }
  }

  async send(
    pipelineId: string | undefined,
    stream: InputStream,
    fragments: readonly Buffer[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const envelope of packed(fragments, this.maxFragmentBytes))
      await this.#sendOne(pipelineId, stream, envelope, signal)
  }

  async receive(pipelineId: string | undefined, signal: AbortSignal): Promise<Chunk[]> {
    for (;;) {
      const chunks = await this.#receiveOnce(pipelineId, signal)
      if (chunks.length > 0) return chunks
    }
  }

  async stop(pipelineId: string): Promise<void> {
    this.#stopping = pipelineId
    const limit = AbortSignal.timeout(closeTimeoutMs)
    // Windows' own spelling: "crtl_c". [MS-PSRP] 3.1.5.3.9
    const stopped = this.#signal(pipelineId, 'powershell/signal/crtl_c', limit)
    this.#client.interrupt()
    await stopped
  }

  async end(pipelineId: string, signal: AbortSignal): Promise<void> {
    await this.#signal(pipelineId, `${ns.shell}/signal/Terminate`, signal)
    this.#commandIds.delete(pipelineId)
  }

  async close(): Promise<void> {
    try {
      if (this.#shellId) await this.#call({ action: action.delete, body: '' }, AbortSignal.timeout(closeTimeoutMs))
    } catch {
      // The server closes an idle shell by itself.
    }
    this.#shellId = undefined
    this.#client.close()
  }

  async #receiveOnce(pipelineId: string | undefined, signal: AbortSignal): Promise<Chunk[]> {
    try {
      const reply = await this.#call(
        {
          action: action.receive,
          options: [{ name: 'WSMAN_CMDSHELL_OPTION_KEEPALIVE', value: 'True' }],
          body: `<rsp:Receive><rsp:DesiredStream${this.#of(pipelineId)}>stdout</rsp:DesiredStream></rsp:Receive>`,
        },
        signal,
      )
      return this.#chunksOf(reply)
    } catch (error) {
      if (error instanceof WsmanFault && error.code === faultCode.operationTimeout) return []
      // Given up for the sake of the stop signal, which has been sent by now: its effect is still to come.
      if (error instanceof ReplyLost && this.#stopping === pipelineId && !signal.aborted) {
        this.#stopping = undefined
        return []
      }
      throw error
    }
  }

  #sendOne(pipelineId: string | undefined, stream: InputStream, fragments: Buffer, signal: AbortSignal) {
    return this.#call(
      {
        action: action.send,
        body: `<rsp:Send><rsp:Stream Name="${stream}"${this.#of(pipelineId)}>${base64(fragments)}</rsp:Stream></rsp:Send>`,
      },
      signal,
    )
  }

  #signal(pipelineId: string, code: string, signal: AbortSignal) {
    const body = `<rsp:Signal${this.#of(pipelineId)}><rsp:Code>${code}</rsp:Code></rsp:Signal>`
    return this.#call({ action: action.signal, body }, signal)
  }

  #chunksOf(reply: XmlElement): Chunk[] {
    const pipelineOf = new Map(
      [...this.#commandIds].map(([pipelineId, commandId]) => [commandId.toUpperCase(), pipelineId]),
    )
    return children(descendant(reply, ns.shell, 'ReceiveResponse'), ns.shell, 'Stream')
      .filter(({ text }) => text.trim() !== '')
      .map(({ attributes: { CommandId }, text }) => ({
        pipelineId: CommandId && (pipelineOf.get(CommandId.toUpperCase()) ?? CommandId),
        bytes: Buffer.from(text, 'base64'),
      }))
  }

  /** The attribute that says of which command; none for what concerns the pool. */
  #of(pipelineId: string | undefined): string {
    return pipelineId ? ` CommandId="${escapeXml(this.#commandIds.get(pipelineId) ?? pipelineId.toUpperCase())}"` : ''
  }

  #call(request: Omit<WsmanRequest, 'resourceUri'>, signal: AbortSignal): Promise<XmlElement> {
    const selectors = this.#shellId && { selectors: { ShellId: this.#shellId } }
    return this.#client.call(
      { operationTimeoutMs: this.#operationTimeoutMs, ...request, resourceUri: this.#resourceUri, ...selectors },
      signal,
    )
  }
}

function base64(bytes: Buffer | undefined): string {
  return bytes?.toString('base64') ?? ''
}

function peerOf({ host, tls, login }: WsmanEndpoint): Peer {
  const method = login.kind === 'negotiate' ? 'ntlm' : login.kind === 'basic' ? 'basic' : 'kerberos'
  const sealed = tls ? 'tls' : method === 'kerberos' ? 'kerberos' : 'ntlm'
  return { host, transport: tls ? 'https' : 'http', login: method, sealed }
}
