import type { WindowsHost } from '../windows-host.ts'
import type { Streams } from './cmdlet.ts'
import type { Session } from './session.ts'
import type { Value } from './value.ts'

/** Where a piece of script runs: its own variables before those of whoever called it. */
export type Scope = {
  readonly host: WindowsHost
  readonly session: Session
  readonly streams: Streams
  readonly signal: AbortSignal
  readonly variables: Map<string, Value>
  readonly parent?: Scope
}

export function childScope(parent: Scope, variables: Record<string, Value>, streams: Streams = parent.streams): Scope {
  const { host, session, signal } = parent
  return { host, session, signal, streams, variables: new Map(Object.entries(variables)), parent }
}

/** The same scope with its output taken up in a list. */
export function collecting(scope: Scope): { scope: Scope; taken: Value[] } {
  const taken: Value[] = []
  return { scope: { ...scope, streams: { ...scope.streams, output: (value) => void taken.push(value) } }, taken }
}

export function variableOf(scope: Scope, name: string): Value | undefined {
  const key = name.toLowerCase()
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const value = at.variables.get(key)
    if (value !== undefined) return value
  }
  return scope.session.variables.get(key)
}
