import type { Duplex } from 'node:stream'
import ssh2, { type Client } from 'ssh2'
import { connectionFailure } from './connection-failure.ts'
import { type HostKey, hostKeyOf } from './host-key.ts'
import type { Attempt } from './login.ts'
import type { Place } from './place.ts'

const DIAL_MS = 10_000
const READY_MS = 20_000

/** Ed25519 first, so that every connection is shown the same one of a machine's keys. SHA-1 signatures are not accepted. */
const serverHostKey = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const

/** One SSH connection; `lost` says why it ended, from the moment it does. */
export type Connection = { readonly client: Client; readonly lost: Error | undefined; close(): void }

type Opening = {
  place: Place
  user: string
  /** Throws when the key is not to be trusted; nothing secret is sent before it has been asked. */
  judge: (key: HostKey) => void
  /** Without one the connection is handed over after the key exchange, before any login. */
  attempt?: Attempt
  signal: AbortSignal
}

type Ssh2Error = Error & { level?: string }

/** Dials, exchanges keys, has the host key judged, and logs in. Every way in which that fails is one `Failure`. */
export async function openConnection({ place, user, judge, attempt, signal }: Opening): Promise<Connection> {
  const sock = await dialled(place, signal)
  const client = new ssh2.Client()
  const { promise, resolve, reject } = Promise.withResolvers<Connection>()
  let lost: Error | undefined
  let verdict: unknown

  const end = (error: Ssh2Error) => {
    lost ??= error
    const rejected = error.level === 'client-authentication' ? attempt?.refusal(place.host) : undefined
    reject(verdict ?? rejected ?? connectionFailure(error, place))
    client.destroy()
  }
  const abort = () => reject(signal.reason)
  const connection: Connection = {
    client,
    get lost() {
      return lost
    },
    close: () => void client.end(),
  }

  // A connection that fails says so in several ways, and some come late: the listeners stay.
  client.on('error', end)
  client.on('close', () => end(new Error('the other side closed the connection')))
  client.on('change password', () => {
    attempt?.demands('Your password has expired')
    end(Object.assign(new Error('password expired'), { level: 'client-authentication' }))
  })
  if (attempt) client.once('ready', () => resolve(connection))
  else client.once('handshake', () => resolve(connection))
  signal.addEventListener('abort', abort, { once: true })

  client.connect({
    sock,
    username: user,
    algorithms: { serverHostKey: [...serverHostKey] },
    readyTimeout: READY_MS,
    keepaliveInterval: 5000,
    keepaliveCountMax: 3,
    hostVerifier: (blob: Buffer) => {
      try {
        judge(hostKeyOf(blob))
        return true
      } catch (error) {
        verdict = error
        return false
      }
    },
    authHandler: (left, partial, next) => {
      const way = attempt?.next(left, partial) ?? false
      // ssh2 ends the login when it is answered false, which its types leave out.
      next(way as Exclude<typeof way, false>)
    },
  })
  client.setNoDelay()
  if (signal.aborted) abort()

  try {
    return await promise
  } catch (error) {
    client.destroy()
    sock.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function dialled(place: Place, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted()
  const timeout = AbortSignal.timeout(DIAL_MS)
  try {
    const { address, port } = place
    return await place.dial({ address, port, signal: AbortSignal.any([signal, timeout]) })
  } catch (error) {
    signal.throwIfAborted()
    const late = Object.assign(new Error('nothing answered'), { code: 'ETIMEDOUT' })
    throw connectionFailure(timeout.aborted ? late : error, place)
  }
}
