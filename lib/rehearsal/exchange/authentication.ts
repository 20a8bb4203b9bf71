import { randomBytes } from 'node:crypto'
import { askedFlags } from '#lib/protocols/ntlm/flags.ts'
import { decodeAuthenticate, encodeChallenge, ntlmMessageType } from '#lib/protocols/ntlm/messages.ts'

/** What IIS knows of one TCP connection. A login counts for the connection, whoever sends the next request on it. */
export type Connection = { user?: string | undefined; isChallenged?: boolean }

/** Who asks; or what the 401 says. */
export type Login = { user: string } | { challenge: string | undefined }

/**
 * Windows authentication as IIS does it with its defaults (authPersistSingleRequest and authPersistNonNTLM). NTLM takes three
 * legs, in order, on one connection; a Kerberos ticket is taken at once. It is the binding that is simulated, not the proof:
 * no password is compared, and a ticket is the base64 text `ticket of <user>`.
 */
export function windowsLogin(connection: Connection, authorization: string | undefined): Login {
  if (authorization === undefined) return connection.user ? { user: connection.user } : { challenge: undefined }
  connection.user = undefined
  const [, scheme, token] = authorization.match(/^(NTLM|Negotiate) ([A-Za-z0-9+/=]+)$/) ?? []
  if (!scheme || !token) return { challenge: undefined }
  const bytes = Buffer.from(token, 'base64')
  return bytes.subarray(0, 7).toString('latin1') === 'NTLMSSP'
    ? ntlmLeg(connection, scheme, bytes)
    : ticket(connection, scheme, bytes.toString('utf8'))
}

/** Belongs to the request that carries it, and to no other. */
export function basicLogin(authorization: string | undefined): Login {
  const token = authorization?.match(/^Basic ([A-Za-z0-9+/=]+)$/)?.[1]
  const user = token && Buffer.from(token, 'base64').toString('utf8').split(':')[0]
  return user && isPlain(user) ? { user } : { challenge: undefined }
}

function ntlmLeg(connection: Connection, scheme: string, message: Buffer): Login {
  const wasChallenged = connection.isChallenged
  connection.isChallenged = false
  try {
    if (ntlmMessageType(message) === 1) {
      connection.isChallenged = true
      return { challenge: `${scheme} ${challenge().toString('base64')}` }
    }
    // The answer to a challenge that this connection never got: the load balancer sent the legs over different connections.
    if (!wasChallenged) return { challenge: undefined }
    const { domain, user } = decodeAuthenticate(message)
    return admit(connection, domain ? `${domain}\\${user}` : user)
  } catch {
    return { challenge: undefined }
  }
}

function ticket(connection: Connection, scheme: string, text: string): Login {
  const user = scheme === 'Negotiate' ? text.match(/^ticket of (.+)$/)?.[1] : undefined
  return user ? admit(connection, user) : { challenge: undefined }
}

function admit(connection: Connection, user: string): Login {
  if (!isPlain(user)) return { challenge: undefined }
  connection.user = user
  return { user }
}

/** The name goes into a header of the answer. */
const isPlain = (user: string) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(user)

const challenge = () =>
  encodeChallenge({
    flags: askedFlags,
    serverChallenge: randomBytes(8),
    targetName: '',
    targetInfo: Buffer.alloc(4),
  })
