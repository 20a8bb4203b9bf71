import { randomUUID } from 'node:crypto'
import { ReplyLost } from '../reply-lost.ts'
import { WsmanFault } from '../wsman/fault.ts'
import type { PsValue } from './clixml/value.ts'
import { givenParameters, holdsSecret, type PsCommand } from './command.ts'
import { createPipeline } from './create-pipeline.ts'
import { messageType } from './message.ts'
import { type PipelineOutcome, PipelineTale } from './pipeline-tale.ts'
import type { RunspacePool } from './pool.ts'
import type { StreamRecord } from './stream-record.ts'

export type PipelineInput = Iterable<PsValue> | AsyncIterable<PsValue>

export type PipelineRequest = {
  input?: PipelineInput
  onRecord?: (record: StreamRecord) => void
  signal: AbortSignal
}

/** It broke before its end was known. `begun`: whether the server can have begun with it. */
export class PipelineBroken extends Error {
  readonly begun: 'no' | 'maybe'

  constructor(begun: 'no' | 'maybe', cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'PipelineBroken'
    this.begun = begun
  }
}

const stopGraceMs = 10_000

/**
 * One pipeline from CREATE_PIPELINE to its last state. When the signal fires the server is asked to stop it and is given ten
 * seconds to confirm that it did; a pipeline that ends by itself in that time has ended. Throws `PipelineBroken`.
 */
export async function runPipeline(
  pool: RunspacePool,
  commands: readonly PsCommand[],
  request: PipelineRequest,
): Promise<PipelineOutcome> {
  const id = randomUUID()
  pool.expect(id)
  try {
    await begin(pool, id, commands, request)
    return await follow(pool, id, request)
  } finally {
    pool.forget(id)
  }
}

async function begin(
  pool: RunspacePool,
  id: string,
  commands: readonly PsCommand[],
  { input, signal }: PipelineRequest,
): Promise<void> {
  const fragments = await createFragments(pool, id, commands, input !== undefined, signal)
  try {
    await pool.transport.start(id, fragments, signal)
  } catch (error) {
    throw new PipelineBroken(error instanceof ReplyLost ? 'maybe' : 'no', error)
  }
}

async function createFragments(
  pool: RunspacePool,
  id: string,
  commands: readonly PsCommand[],
  hasInput: boolean,
  signal: AbortSignal,
): Promise<Buffer[]> {
  try {
    const values = commands.flatMap((command) => givenParameters(command).map(([, value]) => value))
    if (values.some((value) => holdsSecret(value))) await pool.agreeOnKey(signal)
    return pool.fragments(messageType.createPipeline, createPipeline(commands, { hasInput, version: pool.version }), id)
  } catch (error) {
    throw new PipelineBroken('no', error)
  }
}

async function follow(
  pool: RunspacePool,
  id: string,
  { input, onRecord, signal }: PipelineRequest,
): Promise<PipelineOutcome> {
  const tale = new PipelineTale(onRecord)
  const patience = new AbortController()
  let grace: NodeJS.Timeout | undefined
  const stop = (reason: unknown) => {
    grace ??= setTimeout(() => patience.abort(reason), stopGraceMs)
    pool.transport.stop(id).catch((error: unknown) => patience.abort(error))
  }
  const onAbort = () => stop(signal.reason)
  let unfit: unknown
  const refuse = (error: unknown) => {
    unfit = inputError(error)
    stop(error)
  }

  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    if (input) await feed(pool, id, input, signal).catch(refuse)
    while (!tale.outcome) await hear(pool, id, tale, patience.signal)
    // What ended has ended, whether or not the server hears that we know.
    await pool.transport.end(id, patience.signal).catch(() => {})
  } catch (error) {
    throw new PipelineBroken('maybe', error)
  } finally {
    clearTimeout(grace)
    signal.removeEventListener('abort', onAbort)
  }
  if (unfit) throw unfit
  return tale.outcome
}

async function hear(pool: RunspacePool, id: string, tale: PipelineTale, signal: AbortSignal): Promise<void> {
  for (const { type, value } of await pool.receive(id, signal)) {
    const answer = tale.take(type, value)
    if (answer)
      await pool.transport.send(id, 'pr', pool.fragments(messageType.pipelineHostResponse, answer, id), signal)
  }
}

async function feed(pool: RunspacePool, id: string, input: PipelineInput, signal: AbortSignal): Promise<void> {
  let batch: Buffer[] = []
  let bytes = 0
  for await (const value of input) {
    if (signal.aborted) return
    if (holdsSecret(value)) await pool.agreeOnKey(signal)
    const fragments = pool.fragments(messageType.pipelineInput, value, id)
    batch.push(...fragments)
    bytes += fragments.reduce((sum, { length }) => sum + length, 0)
    if (bytes < pool.transport.maxFragmentBytes) continue
    await pool.transport.send(id, 'stdin', batch, signal)
    batch = []
    bytes = 0
  }
  batch.push(...pool.fragments(messageType.endOfPipelineInput, undefined, id))
  await pool.transport.send(id, 'stdin', batch, signal)
}

/** The input itself is at fault, or where it comes from; a broken connection is neither. */
function inputError(error: unknown): unknown {
  if (error instanceof ReplyLost || error instanceof WsmanFault) throw error
  return error
}
