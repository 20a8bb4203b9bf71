import type { Script } from './syntax.ts'
import type { Value } from './value.ts'

/** A connection that New-PSSession made to an Exchange server's own endpoint. */
export type RemoteSession = {
  id: number
  server: string
  open: boolean
  /** How often IIS had restarted there when it was made: after the next time it is broken. */
  iisRestarts: number
}

/** One runspace: what a pipeline leaves there, the next one finds. */
export class Session {
  /** `none`: commands with parameters, and no script (what Exchange's endpoint offers). */
  readonly language: 'full' | 'none'
  readonly variables = new Map<string, Value>()
  readonly functions = new Map<string, Script>()
  /** Exchange's cmdlets by small name, where Import-PSSession brought them here. */
  readonly imported = new Map<string, RemoteSession>()
  readonly remoteSessions: RemoteSession[] = []
  location = 'C:\\Users\\Administrator\\Documents'
  /** What an external program ended with. */
  lastExitCode = 0

  constructor(language: 'full' | 'none') {
    this.language = language
  }
}
