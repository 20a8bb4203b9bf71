import type { WindowsHost } from '../windows-host.ts'
import type { Argument, Bound } from './bind-parameters.ts'
import type { ErrorCategory, ErrorRecord } from './error-record.ts'
import type { Scope } from './scope.ts'
import type { Session } from './session.ts'
import { listOf, textOf, type Value } from './value.ts'

/** Where a command's records go. `output` of a command is the input of the next, or goes to the client. */
export type Streams = {
  output(value: Value): void
  error(record: ErrorRecord): void
  text(stream: 'warning' | 'verbose' | 'debug', message: string): void
  progress(activity: string, status: string, percent: number): void
  /** Asks the person at the client; `undefined` where the client has no person. */
  host?: HostCalls
}

export type HostCalls = {
  call(method: string, parameters: Value[]): Promise<Value>
  notify(method: string, parameters: Value[]): void
}

export type CmdletCall = {
  readonly host: WindowsHost
  readonly session: Session
  readonly streams: Streams
  readonly parameters: Bound
  /** All of the pipeline's objects for a cmdlet that collects; else the one it is called with, or nothing. */
  readonly input: readonly Value[]
  readonly signal: AbortSignal
}

/**
 * What a cmdlet does. Called once for each object that comes down the pipeline, with that object bound to its parameters; one
 * that `collects` is called once with all of them.
 */
export type Cmdlet = { collects?: true; run(call: CmdletCall): void | Promise<void> }

export type Cmdlets = Readonly<Record<string, Cmdlet>>

/** A program that is no cmdlet, as `iisreset`: it writes lines and leaves an exit code behind. */
export type Program = (given: readonly Argument[], scope: Scope) => Promise<void> | void

/** What a host can do: on its own endpoint, on Exchange's, and by programs. */
export type Commands = {
  readonly windows: Cmdlets
  readonly exchange: Cmdlets
  readonly programs: Readonly<Record<string, Program>>
}

/** What a cmdlet says when it goes on with the next item: the class part of the id is added by the caller of the cmdlet. */
export type CmdletFault = {
  message: string
  exception: string
  id: string
  category: ErrorCategory
  target?: Value
}

/** Thrown by a cmdlet that ends its command. */
export class CmdletError extends Error {
  readonly fault: CmdletFault
  constructor(fault: CmdletFault) {
    super(fault.message)
    this.name = 'CmdletError'
    this.fault = fault
  }
}

export function textParameter(call: Pick<CmdletCall, 'parameters'>, name: string): string | undefined {
  const value = call.parameters.get(name)
  return value === undefined || value === null ? undefined : textOf(value)
}

export function textParameters(call: Pick<CmdletCall, 'parameters'>, ...names: string[]): string[] {
  return names.flatMap((name) => listOf(call.parameters.get(name)).map(textOf))
}

export function isSwitched(call: Pick<CmdletCall, 'parameters'>, name: string): boolean {
  return call.parameters.get(name) === true
}
