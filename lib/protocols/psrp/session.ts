import { Failure } from '#lib/failure.ts'
import { ReplyLost } from '../reply-lost.ts'
import { faultCode, WsmanFault } from '../wsman/fault.ts'
import type { Plain } from './clixml/plain.ts'
import type { PsValue } from './clixml/value.ts'
import { checkCommands, type PsCommand } from './command.ts'
import { type PsError, pipelineFailure } from './error-record.ts'
import { PipelineBroken, type PipelineInput, runPipeline } from './pipeline.ts'
import type { PipelineOutcome } from './pipeline-tale.ts'
import { RunspacePool } from './pool.ts'
import { sessionFailure, stoppedFailure } from './session-failure.ts'
import type { StreamRecord } from './stream-record.ts'
import type { Peer, PsrpTransport } from './transport.ts'

export type PipelineOptions = {
  signal?: AbortSignal
  /** The pipeline is stopped on the server when it takes longer. Absent: as long as the signal allows. */
  timeoutMs?: number
  input?: PipelineInput
  /** Everything of every stream as it arrives. Called in order; must not throw. */
  onRecord?: (record: StreamRecord) => void
  /** It changes nothing: it may be sent again, once, when its reply was lost. */
  reads?: true
  /** Its errors are part of the answer. Absent: an error, of whatever weight, throws `remote-error`. */
  mayFail?: true
}

export type PipelineResult = {
  output: PsValue[]
  errors: PsError[]
  warnings: string[]
  /** False where an error ended it. */
  completed: boolean
  ms: number
}

/**
 * PowerShell on one server, one pipeline after the other. The pool behind it is opened when it is first needed and again when
 * it is gone. Throws a `Failure`: unreachable, tls, auth-rejected, auth-unsupported, encryption-required, access-denied, quota,
 * timed-out, cancelled, remote-error, protocol; and outcome-unknown where a pipeline that is not a read may have been carried
 * out, in whole or in part.
 */
export class PowerShellSession {
  readonly host: string
  readonly #connect: () => PsrpTransport | Promise<PsrpTransport>
  #pool: RunspacePool | undefined
  #poolsOpened = 0
  #turn: Promise<void> = Promise.resolve()

  constructor(host: string, connect: () => PsrpTransport | Promise<PsrpTransport>) {
    this.host = host
    this.#connect = connect
  }

  /** Grows by one with each pool: what was defined in the runspace of an earlier one is not known in this one. */
  get poolsOpened(): number {
    return this.#poolsOpened
  }

  /** Opens the pool, if it is not open, and says whom it has reached. */
  async open(signal = never): Promise<{ peer: Peer; applicationData: Plain; version: string }> {
    return this.#inTurn(async () => {
      try {
        const { transport, applicationData, version } = await this.#opened(signal)
        return { peer: transport.peer, applicationData, version }
      } catch (error) {
        throw sessionFailure(error, { host: this.host, what: 'Opening a session', reads: true, signal })
      }
    })
  }

  /** Carries out one pipeline. Its commands are checked before anything is sent. */
  async pipeline(commands: readonly PsCommand[], options: PipelineOptions = {}): Promise<PipelineResult> {
    checkCommands(commands)
    const about = { host: this.host, what: nameOf(commands), reads: options.reads ?? false }
    try {
      return await this.#inTurn(() => this.#result(commands, options), options.signal)
    } catch (error) {
      throw sessionFailure(error, { ...about, signal: options.signal ?? never })
    }
  }

  /** Waits for the pipeline that is running, then closes. Never throws. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#drop())
  }

  async [Symbol.asyncDispose]() {
    await this.close()
  }

  async #result(commands: readonly PsCommand[], options: PipelineOptions): Promise<PipelineResult> {
    const started = performance.now()
    const { state, ...told } = await this.#carryOut(commands, options)
    const isWhole = state === 'completed' && told.errors.length === 0
    if (state === 'stopped' || (!options.mayFail && !isWhole)) {
      throw pipelineFailure(this.host, nameOf(commands), told.errors)
    }
    return { ...told, completed: state === 'completed', ms: Math.round(performance.now() - started) }
  }

  async #carryOut(commands: readonly PsCommand[], options: PipelineOptions): Promise<PipelineOutcome> {
    const signal = limitOf(options)
    const about = { host: this.host, what: nameOf(commands), reads: options.reads ?? false, signal }
    for (let attempt = 1; ; attempt++) {
      const wasOpen = this.#pool !== undefined
      try {
        const outcome = await runPipeline(await this.#opened(signal), commands, { ...options, signal })
        if (outcome.state === 'stopped' && signal.aborted) throw stoppedFailure(about)
        return outcome
      } catch (error) {
        if (!(error instanceof Failure)) await this.#drop()
        if (attempt === 1 && mayGoAgain(error, options, wasOpen) && !signal.aborted) continue
        throw sessionFailure(error, about)
      }
    }
  }

  async #opened(signal: AbortSignal): Promise<RunspacePool> {
    if (this.#pool?.transport.isLost) await this.#drop()
    if (this.#pool) return this.#pool
    const transport = await this.#connect()
    try {
      this.#pool = await RunspacePool.open(transport, signal)
      this.#poolsOpened += 1
      return this.#pool
    } catch (error) {
      await transport.close()
      throw error
    }
  }

  async #drop() {
    const pool = this.#pool
    this.#pool = undefined
    await pool?.close()
  }

  /** One after the other; who gives up while he waits does not hold up those behind him. */
  async #inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#turn
    const { promise: done, resolve: release } = Promise.withResolvers<void>()
    this.#turn = before.then(() => done)
    try {
      await orAborted(before, signal)
      return await work()
    } finally {
      release()
    }
  }
}

/** The signal of whoever does not mean to give up. */
const never = new AbortController().signal

async function orAborted(turn: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  try {
    signal?.throwIfAborted()
    await Promise.race([turn, aborted])
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

function limitOf({ signal, timeoutMs }: PipelineOptions): AbortSignal {
  const limits = [...(signal ? [signal] : []), ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)])]
  return AbortSignal.any(limits)
}

/** Only what cannot have begun, or changes nothing; and only where its input can be given a second time. */
function mayGoAgain(error: unknown, { reads, input }: PipelineOptions, wasOpen: boolean): boolean {
  if (input !== undefined && !Array.isArray(input)) return false
  if (!(error instanceof PipelineBroken)) return error instanceof ReplyLost
  if (error.begun === 'no') return wasOpen && !(error.cause instanceof Failure) && isGone(error.cause)
  return reads === true
}

/** The server has forgotten the shell: by its idle timeout, or because WinRM was started anew. */
function isGone(cause: unknown): boolean {
  return cause instanceof ReplyLost || (cause instanceof WsmanFault && cause.code === faultCode.shellNotFound)
}

function nameOf(commands: readonly PsCommand[]): string {
  return commands.map((command) => ('name' in command ? command.name : '<script>')).join(' | ')
}
