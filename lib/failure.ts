/** The closed set of ways in which something can fail. `unexpected` is by definition a bug of ours. */
export type FailureCode =
  | 'invalid'
  | 'not-found'
  | 'busy'
  | 'unreachable'
  | 'identity-unknown'
  | 'identity-changed'
  | 'auth-rejected'
  | 'auth-unsupported'
  | 'encryption-required'
  | 'access-denied'
  | 'tls'
  | 'quota'
  | 'protocol'
  | 'remote-error'
  | 'outcome-unknown'
  | 'command-failed'
  | 'host-unfit'
  | 'blocked'
  | 'not-verified'
  | 'timed-out'
  | 'cancelled'
  | 'unexpected'

/** Where in the wizard the administrator puts it right. Ids, not names: the page turns them into a link. */
export type Fix = { part: string; field?: string; step?: string; tab?: string; label: string }

type Details = {
  /** What the administrator reads: what happened, in words of the field. */
  message: string
  /** What the administrator can do about it. */
  remedy?: string
  fix?: Fix
  cause?: unknown
}

/** A failure that was foreseen. Foreign errors are turned into one at the edge, once, and their cause is kept. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly remedy: string | undefined
  readonly fix: Fix | undefined

  constructor(code: FailureCode, { message, remedy, fix, cause }: Details) {
    super(message, { cause })
    this.name = 'Failure'
    this.code = code
    this.remedy = remedy
    this.fix = fix
  }

  static from(error: unknown): Failure {
    if (error instanceof Failure) return error
    return new Failure('unexpected', {
      message: `Something went wrong that Fairlead did not foresee: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Look again; if it happens again, report it with the log of this Step.',
      cause: error,
    })
  }
}
