import { PsObject, type PsValue } from './clixml/value.ts'
import { type PsError, readErrorRecord } from './error-record.ts'
import { readHostCall } from './host-call.ts'
import { messageType } from './message.ts'
import { type StreamRecord, streamOf, streamRecord } from './stream-record.ts'

export type PipelineOutcome = {
  state: 'completed' | 'failed' | 'stopped'
  output: PsValue[]
  /** Everything of the error stream, then the error that ended the pipeline, if one did. */
  errors: PsError[]
  warnings: string[]
}

const lastStates = new Map<PsValue, PipelineOutcome['state']>([
  [3, 'stopped'],
  [4, 'completed'],
  [5, 'failed'],
])

/** What a pipeline told, message by message, until it told its last state. */
export class PipelineTale {
  outcome: PipelineOutcome | undefined
  readonly #onRecord: ((record: StreamRecord) => void) | undefined
  readonly #output: PsValue[] = []
  readonly #errors: PsError[] = []
  readonly #warnings: string[] = []
  #line = ''
  #said = ''

  constructor(onRecord: ((record: StreamRecord) => void) | undefined) {
    this.#onRecord = onRecord
  }

  /** The answer to a host call, where the server waits for one. */
  take(type: number, value: PsValue): PsValue | undefined {
    if (type === messageType.pipelineHostCall) return this.#takeHostCall(value)
    if (type === messageType.pipelineState) this.#takeState(value)
    else this.#takeRecord(type, value)
    return undefined
  }

  #takeRecord(type: number, value: PsValue) {
    const stream = streamOf(type)
    if (!stream) return
    if (stream === 'output') this.#output.push(value)
    if (stream === 'error') this.#errors.push(readErrorRecord(value))
    if (stream === 'warning') this.#warnings.push(streamRecord(stream, value).text)
    if (this.#onRecord) this.#tell(streamRecord(stream, value))
  }

  #takeState(value: PsValue) {
    const object = value instanceof PsObject ? value : new PsObject()
    const state = lastStates.get(object.get('PipelineState') ?? null)
    if (!state) return
    const record = object.get('ExceptionAsErrorRecord')
    if (record && state === 'failed') {
      this.#errors.push(readErrorRecord(record))
      this.#tell(streamRecord('error', record))
    }
    if (this.#line) this.#tellHostLine(value)
    this.outcome = { state, output: this.#output, errors: this.#errors, warnings: this.#warnings }
  }

  #takeHostCall(value: PsValue): PsValue | undefined {
    const { written, response } = readHostCall(value)
    if (written) {
      this.#line += written.text
      if (written.endsLine) this.#tellHostLine(value)
    }
    return response
  }

  #tellHostLine(value: PsValue) {
    // What a command says in a stream, PowerShell tells the host's screen as well.
    if (this.#line !== this.#said) this.#tell({ stream: 'host', text: this.#line, value })
    this.#line = ''
  }

  #tell(record: StreamRecord) {
    this.#said = record.text
    this.#onRecord?.(record)
  }
}
