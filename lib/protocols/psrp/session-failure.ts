import { Failure, type FailureCode } from '#lib/failure.ts'
import { ReplyLost } from '../reply-lost.ts'
import { faultFailure, WsmanFault } from '../wsman/fault.ts'
import { PipelineBroken } from './pipeline.ts'

type About = { host: string; what: string; reads: boolean; signal: AbortSignal }

/** What the caller is told when a pipeline's end is not known, or it never began. */
export function sessionFailure(error: unknown, about: About): Failure {
  if (error instanceof Failure) return error
  const begun = error instanceof PipelineBroken && error.begun === 'maybe'
  const cause = error instanceof PipelineBroken ? error.cause : error
  if (begun && !about.reads) return outcomeUnknown(cause, about)
  if (about.signal.aborted) return stopped(`${about.what} was given up on ${about.host}.`, about, cause)
  return translated(cause, about.host)
}

/** The server confirmed that it stopped the pipeline. */
export function stoppedFailure(about: About): Failure {
  return stopped(
    `${about.what} was stopped on ${about.host}${isTimeout(about.signal) ? ' because it took too long' : ''}; what it had done by then stays done.`,
    about,
  )
}

function stopped(message: string, { signal }: About, cause: unknown = signal.reason): Failure {
  if (signal.reason instanceof Failure) return signal.reason
  const code: FailureCode = isTimeout(signal) ? 'timed-out' : 'cancelled'
  return new Failure(code, { message, remedy: 'Look again at what is there before it is done once more.', cause })
}

function outcomeUnknown(cause: unknown, { host, what, signal }: About): Failure {
  if (signal.reason instanceof Failure) return signal.reason
  const why = signal.aborted
    ? 'it was given up, and the server did not confirm that it stopped'
    : `its reply was lost: ${messageOf(cause)}`
  return new Failure('outcome-unknown', {
    message: `Whether ${what} was carried out on ${host} is not known: ${why}.`,
    remedy: 'Look again at what is there; it is not sent a second time.',
    cause,
  })
}

function translated(cause: unknown, host: string): Failure {
  if (cause instanceof WsmanFault) return faultFailure(cause, host)
  if (isTimeoutError(cause)) return noAnswer(host, cause)
  if (!(cause instanceof ReplyLost)) return Failure.from(cause)
  if (cause.cause instanceof Failure) return cause.cause
  if (isTimeoutError(cause.cause)) return noAnswer(host, cause)
  return new Failure('unreachable', {
    message: `The connection to ${host} was lost: ${cause.message}`,
    remedy: 'Check that the server is up and was not restarted, then try again.',
    cause,
  })
}

function noAnswer(host: string, cause: unknown): Failure {
  return new Failure('timed-out', {
    message: `${host} did not answer in time.`,
    remedy: 'Look at the load of the server, then try again.',
    cause,
  })
}

const isTimeout = ({ reason }: AbortSignal) => isTimeoutError(reason)
const isTimeoutError = (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError'

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)).replace(/\.\s*$/, '')
