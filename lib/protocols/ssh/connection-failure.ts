import { Failure } from '#lib/failure.ts'
import { type Place, whereOf } from './place.ts'

/** What ssh2, the socket and the system say when a connection fails: `level` is ssh2's, `code` the system's. */
type Foreign = Error & { level?: string; code?: string | number }

const socketWords: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'no machine answers at that address',
  ENETUNREACH: 'there is no route to that network',
  ETIMEDOUT: 'nothing answered in time',
  ECONNRESET: 'the other side closed the connection at once',
}

/** Says once, in words of the field, why no SSH connection came about. */
export function connectionFailure(error: unknown, place: Place): Failure {
  if (error instanceof Failure) return error.code === 'unreachable' ? fromDial(error, place) : error
  const cause: Foreign = error instanceof Error ? error : new Error(String(error))
  const name = `${place.host} (${whereOf(place)})`

  if (/too many authentication failures/i.test(cause.message))
    return new Failure('auth-rejected', {
      message: `${name} ended the login after too many keys.`,
      remedy: 'Load only the key for this lab into the SSH agent, or give the key itself.',
      fix: { part: 'lab', field: 'login.method', label: 'Check the SSH login' },
      cause,
    })

  if (cause.level === 'agent')
    return new Failure('auth-rejected', {
      message: `The SSH agent could not be used: ${cause.message}.`,
      remedy: 'Start the agent for the user that runs Fairlead and load the key (ssh-add), or give the key itself.',
      fix: { part: 'lab', field: 'login.method', label: 'Check the SSH login' },
      cause,
    })

  if (cause.level === 'handshake' || cause.level === 'protocol')
    return new Failure('protocol', {
      message: `What answers at ${name} does not agree on SSH version 2 with Fairlead: ${cause.message}.`,
      remedy: 'Look that sshd listens at this port, and that it offers an Ed25519, ECDSA or RSA SHA-2 host key.',
      cause,
    })

  const why =
    cause.level === 'client-timeout'
      ? 'the connection was made but SSH did not answer in time'
      : (socketWords[String(cause.code)] ?? cause.message)
  return new Failure('unreachable', {
    message: `${name} cannot be reached by SSH: ${why}.`,
    remedy: 'Look that the machine is up, that the address is right, and that its firewall lets the SSH port through.',
    cause,
  })
}

const fromDial = (error: Failure, { host }: Place) =>
  new Failure('unreachable', { message: `${host}: ${error.message}`, remedy: error.remedy, cause: error })

/** A connection that was there and is gone. `outcome` says what is known of what was under way. */
export function lostConnection(host: string, what: string, outcome: 'unreachable' | 'outcome-unknown', cause: unknown) {
  return new Failure(outcome, {
    message:
      outcome === 'unreachable'
        ? `The SSH connection to ${host} was lost during ${what}.`
        : `The SSH connection to ${host} was lost during ${what}. It is not known whether it was carried out, and it may still be running.`,
    remedy: `Look that ${host} is up and reachable, then look again: the check finds out what is so.`,
    cause,
  })
}
