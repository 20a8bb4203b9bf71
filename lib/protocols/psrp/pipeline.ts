import { randomUUID } from 'node:crypto'
import { ReplyLost } from '../reply-lost.ts'
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
  await begin(pool, id, commands, request)
  try {
    return await follow(pool, id, request)
  } catch (error) {
    throw new PipelineBroken('maybe', error)
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
  try {
    const values = commands.flatMap((command) => givenParameters(command).map(([, value]) => value))
    if (values.some((value) => holdsSecret(value))) await pool.agreeOnKey(signal)
    const pipeline = createPipeline(commands, { hasInput: input !== undefined, version: pool.version })
    await pool.transport.start(id, pool.fragments(messageType.createPipeline, pipeline, id), signal)
  } catch (error) {
    throw new PipelineBroken(error instanceof ReplyLost ? 'maybe' : 'no', error)
  }
}

async function follow(pool: RunspacePool, id: string, request: PipelineRequest): Promise<PipelineOutcome> {
  const { input, onRecord, signal } = request
  const tale = new PipelineTale(onRecord)
  const patience = new AbortController()
  let grace: NodeJS.Timeout | undefined
  const stop = () => {
    grace = setTimeout(() => patience.abort(signal.reason), stopGraceMs)
    pool.transport.stop(id).catch((error: unknown) => patience.abort(error))
  }

  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    if (input) await feed(pool, id, input, signal)
    while (!tale.outcome) {
      for (const { type, value } of await pool.receive(id, patience.signal)) {
        const answer = tale.take(type, value)
        if (answer) await answerHostCall(pool, id, answer, patience.signal)
      }
    }
    // What ended has ended, whether or not the server hears that we know.
    await pool.transport.end(id, patience.signal).catch(() => {})
    return tale.outcome
  } finally {
    clearTimeout(grace)
    signal.removeEventListener('abort', stop)
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

function answerHostCall(pool: RunspacePool, id: string, answer: PsValue, signal: AbortSignal): Promise<void> {
  return pool.transport.send(id, 'pr', pool.fragments(messageType.pipelineHostResponse, answer, id), signal)
}
