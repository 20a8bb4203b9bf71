import { collection, enumeration } from '#lib/protocols/psrp/clixml/typed.ts'
import { PsObject, type PsValue } from '#lib/protocols/psrp/clixml/value.ts'
import { messageType } from '#lib/protocols/psrp/message.ts'
import type { HostCalls, Streams } from '../powershell/cmdlet.ts'
import { type ErrorRecord, PowerShellError } from '../powershell/error-record.ts'
import { runPipeline } from '../powershell/run-pipeline.ts'
import type { Session } from '../powershell/session.ts'
import type { Value } from '../powershell/value.ts'
import { fromClixml, toClixml } from './clixml-values.ts'
import { type AskedPipeline, property } from './create-pipeline.ts'
import { hostMethods } from './host-methods.ts'
import { errorRecord, informationalRecord, members, progressRecord } from './records.ts'
import type { ServerPool } from './server-pool.ts'

/** The id of its stream, and the one that its messages carry: a client that writes its bytes in another order has two. */
type PipelineIds = { pipelineId: string; calledItself: string }

const state = { stopped: 3, completed: 4, failed: 5 } as const

/** One pipeline at the server's side: takes its input, runs it, sends its records and how it ended. */
export class ServerPipeline {
  readonly #pool: ServerPool
  readonly #ids: PipelineIds
  readonly #asked: AskedPipeline
  readonly #stopping = new AbortController()
  readonly #input: Value[] = []
  readonly #inputEnded = Promise.withResolvers<void>()
  readonly #hostCalls = new Map<string, (answer: PsValue) => void>()
  #nextCall = 1n

  constructor(pool: ServerPool, ids: PipelineIds, asked: AskedPipeline) {
    this.#pool = pool
    this.#ids = ids
    this.#asked = asked
    if (!asked.takesInput) this.#inputEnded.resolve()
  }

  take(value: PsValue): void {
    this.#input.push(fromClixml(value))
  }

  endInput(): void {
    this.#inputEnded.resolve()
  }

  answer(response: PsValue): void {
    const id = String(property(response, 'ci'))
    this.#hostCalls.get(id)?.(response)
    this.#hostCalls.delete(id)
  }

  stop(): void {
    this.#stopping.abort(new Error('The pipeline has been stopped.'))
    this.#inputEnded.resolve()
  }

  /** Never rejects: how it ended is told to the client. */
  async run(session: Session): Promise<void> {
    await this.#inputEnded.promise
    const { signal } = this.#stopping
    try {
      signal.throwIfAborted()
      const scope = { host: this.#pool.host, session, streams: this.#streams(), signal, variables: session.variables }
      await runPipeline(this.#asked.statements, this.#asked.takesInput ? this.#input : undefined, scope)
      this.#end(signal.aborted ? state.stopped : state.completed)
    } catch (error) {
      if (signal.aborted) this.#end(state.stopped, stoppedRecord)
      else this.#end(state.failed, recordOf(error))
    }
  }

  #end(to: number, record?: ErrorRecord): void {
    const properties = { PipelineState: to, ...(record && { ExceptionAsErrorRecord: errorRecord(record) }) }
    this.#send(messageType.pipelineState, members(properties))
  }

  #send(type: number, value: PsValue): void {
    this.#pool.send(this.#ids.pipelineId, type, value, this.#ids.calledItself)
  }

  #streams(): Streams {
    const send = (type: number, value: PsValue) => {
      this.#stopping.signal.throwIfAborted()
      this.#send(type, value)
    }
    const { output, error } = {
      output: messageType.pipelineOutput,
      error: this.#asked.statements.flat().some(({ mergesErrors }) => mergesErrors)
        ? messageType.pipelineOutput
        : messageType.errorRecord,
    }
    const hasHost = this.#asked.hasHost === 'pool' ? this.#pool.hasHost : this.#asked.hasHost
    return {
      output: (value) => send(output, toClixml(value)),
      error: (record) => send(error, errorRecord(record)),
      text: (stream, message) => send(textTypes[stream], informationalRecord(stream, message)),
      progress: (activity, status, percent) =>
        send(messageType.progressRecord, progressRecord(activity, status, percent)),
      ...(hasHost && { host: this.#hostCallsOf(send) }),
    }
  }

  /** [MS-PSRP] 2.2.2.27: what wants no answer carries the call id -100. */
  #hostCallsOf(send: (type: number, value: PsValue) => void): HostCalls {
    const message = (id: bigint, method: string, parameters: Value[]) =>
      members({
        ci: id,
        mi: enumeration('System.Management.Automation.Remoting.RemoteHostMethodId', method, hostMethods[method] ?? 0),
        mp: collection('list', parameters.map(toClixml)),
      })
    return {
      notify: (method, parameters) => send(messageType.pipelineHostCall, message(-100n, method, parameters)),
      call: async (method, parameters) => {
        const id = this.#nextCall++
        const answered = new Promise<PsValue>((resolve) => this.#hostCalls.set(String(id), resolve))
        send(messageType.pipelineHostCall, message(id, method, parameters))
        return hostAnswer(await answered)
      },
    }
  }
}

/** [MS-PSRP] 2.2.2.28: the method's result, or the error that it ended with at the client. */
function hostAnswer(response: PsValue): Value {
  const error = property(response, 'me')
  if (error === null) return fromClixml(property(response, 'mr'))
  const thrown = property(error, 'Exception')
  throw new PowerShellError({
    message: String(
      property(thrown, 'Message') ?? (error instanceof PsObject ? error.text : undefined) ?? 'The host said no.',
    ),
    exception: 'System.Management.Automation.Host.HostException',
    fullyQualifiedErrorId: String(property(error, 'FullyQualifiedErrorId')),
    category: 'NotSpecified',
  })
}

const textTypes = {
  warning: messageType.warningRecord,
  verbose: messageType.verboseRecord,
  debug: messageType.debugRecord,
}

const stoppedRecord: ErrorRecord = {
  message: 'The pipeline has been stopped.',
  exception: 'System.Management.Automation.PipelineStoppedException',
  fullyQualifiedErrorId: 'PipelineStopped',
  category: 'OperationStopped',
  activity: '',
  target: null,
}

/** A bug of the simulation is told as what it is, so that no test takes it for Windows' answer. */
function recordOf(error: unknown): ErrorRecord {
  if (error instanceof PowerShellError) return error.record
  return {
    message: `The simulated host failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    exception: 'System.Exception',
    fullyQualifiedErrorId: 'SimulationFailed',
    category: 'NotSpecified',
    activity: '',
    target: null,
  }
}
