import type { Dial } from '../dial.ts'
import type { Credential } from '../ntlm/identity.ts'
import type { SecurityContext } from './security-context.ts'
import type { TlsTrust } from './tls.ts'

/** Where a server's WS-Management answers, and how one logs in there. */
export type WsmanEndpoint = {
  dial: Dial
  /** The name by which the server is called: in messages, in TLS and in the service principal name. */
  host: string
  /** Where it is dialled; absent: `host`. */
  address?: string
  port: number
  /** `/wsman`; Exchange's own is `/PowerShell/`. */
  path: string
  /** Absent: HTTP, and then every message is sealed. */
  tls?: TlsTrust
  login: Login
  /** What a person approved where there is no certificate to approve: a server that names itself otherwise is told nothing. */
  approved?: { computer: string; domain: string }
}

export type Login =
  | { kind: 'negotiate'; credential: Credential }
  /** Only inside TLS: the password itself travels. */
  | { kind: 'basic'; credential: Credential }
  /** A login of another make, one for every connection. */
  | { kind: 'context'; create(about: { host: string; endPoint: Uint8Array | undefined }): SecurityContext }

export const urlOf = ({ tls, host, port, path }: WsmanEndpoint) => `${tls ? 'https' : 'http'}://${host}:${port}${path}`
