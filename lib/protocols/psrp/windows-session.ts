import type { Dial } from '../dial.ts'
import type { Credential } from '../ntlm/identity.ts'
import type { WsmanEndpoint } from '../wsman/endpoint.ts'
import { PowerShellSession } from './session.ts'
import { WsmanTransport } from './wsman-transport.ts'

/** What a person approved of a server: the certificate it shows on HTTPS, or the names it proves on HTTP. */
export type WindowsIdentity =
  | { kind: 'certificate'; sha256: string }
  | { kind: 'authorities'; pem?: readonly string[] }
  | { kind: 'name'; computer: string; domain: string }

export type WindowsPlace = {
  dial: Dial
  host: string
  /** Absent: `host` is dialled. */
  address?: string
  credential: Credential
  identity: WindowsIdentity
  /** Windows' own endpoint, or Exchange's, which takes no scripts. */
  endpoint?: 'windows' | 'exchange'
  /** Absent: 5986 and 5985; of Exchange 443 and 80. */
  port?: number
}

/** PowerShell on a Windows server. Nothing is dialled before the first pipeline. */
export function windowsSession(place: WindowsPlace): PowerShellSession {
  const configuration = place.endpoint === 'exchange' ? 'Microsoft.Exchange' : 'Microsoft.PowerShell'
  return new PowerShellSession(place.host, () => new WsmanTransport(windowsEndpoint(place), { configuration }))
}

const ports = { windows: { http: 5985, https: 5986 }, exchange: { http: 80, https: 443 } }

export function windowsEndpoint({
  dial,
  host,
  address,
  credential,
  identity,
  endpoint = 'windows',
  port,
}: WindowsPlace): WsmanEndpoint {
  return {
    dial,
    host,
    ...(address && { address }),
    port: port ?? ports[endpoint][identity.kind === 'name' ? 'http' : 'https'],
    path: endpoint === 'exchange' ? '/PowerShell/' : '/wsman',
    login: { kind: 'negotiate', credential },
    ...trustOf(identity),
  }
}

/** What of an endpoint makes sure that the approved server is there. */
export function trustOf(identity: WindowsIdentity): Pick<WsmanEndpoint, 'tls' | 'approved'> {
  switch (identity.kind) {
    case 'certificate':
      return { tls: { kind: 'pinned', sha256: identity.sha256 } }
    case 'authorities':
      return { tls: identity }
    case 'name':
      return { approved: identity }
  }
}
