/** Who is spoken to, and how: for the log, the identity sheet and `doctor`. */
export type Peer = {
  host: string
  transport: 'http' | 'https' | 'ssh' | 'process'
  login: 'ntlm' | 'kerberos' | 'basic' | 'key' | 'none'
  sealed: 'ntlm' | 'kerberos' | 'tls' | 'ssh' | 'local'
}

/** Bytes of fragments, of the pool (`undefined`) or of one pipeline. */
export type Chunk = { pipelineId: string | undefined; bytes: Buffer }

/** The two streams of a client, [MS-PSRP] 2.2.1: answers to host calls overtake everything else. */
export type InputStream = 'stdin' | 'pr'

/**
 * Carries fragments between a runspace pool here and its other half on a server. Methods throw `ReplyLost` where a
 * message may or may not have arrived, a `WsmanFault` or a `Failure` where it did not.
 */
export type PsrpTransport = {
  readonly peer: Peer
  /** Of one fragment, header included. */
  readonly maxFragmentBytes: number
  /** Nothing will ever come of it again: what is to be sent needs another one. */
  readonly isLost: boolean
  open(poolId: string, fragments: readonly Buffer[], signal: AbortSignal): Promise<void>
  start(pipelineId: string, fragments: readonly Buffer[], signal: AbortSignal): Promise<void>
  send(
    pipelineId: string | undefined,
    stream: InputStream,
    fragments: readonly Buffer[],
    signal: AbortSignal,
  ): Promise<void>
  /** Waits for what the pool or this pipeline has to say; at least one chunk. */
  receive(pipelineId: string | undefined, signal: AbortSignal): Promise<Chunk[]>
  /** Asks for a pipeline to be stopped. Its last state still arrives by `receive`. */
  stop(pipelineId: string): Promise<void>
  /** Tells the server that a pipeline is done with. */
  end(pipelineId: string, signal: AbortSignal): Promise<void>
  /** Closes pool and connection; never throws and never takes long. */
  close(): Promise<void>
}
