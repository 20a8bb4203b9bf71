import { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { type SecureContextOptions, type Server, TLSSocket } from 'node:tls'
import { ntlmChannelBinding, tlsServerEndPoint } from '#lib/protocols/ntlm/channel-binding.ts'
import { servingCredentials } from '../state/certificates.ts'
import type { HostState } from '../state/host-state.ts'
import type { WindowsHost } from '../windows-host.ts'

export type ChooseThumbprint = (state: Readonly<HostState>) => string

/** Windows Server 2012 R2 speaks TLS 1.0 to 1.2. */
export const tlsOptions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const satisfies SecureContextOptions

/** Certificate and key of the store by its thumbprint; an empty context where the store has no such key. */
export function secureContext({ state }: WindowsHost, choose: ChooseThumbprint): SecureContextOptions {
  const now = state.read()
  return { ...tlsOptions, ...servingCredentials(now, choose(now)) }
}

/** Before every handshake the server takes up the certificate that its state names by now. */
export function followState(server: Server, host: WindowsHost, choose: ChooseThumbprint): void {
  let served = choose(host.state.read())
  server.prependListener('connection', () => {
    const wanted = choose(host.state.read())
    if (wanted === served) return
    served = wanted
    server.setSecureContext(secureContext(host, choose))
  })
}

/** MD5 of the channel bindings of a TLS connection, for Extended Protection. */
export function channelBindingOf(socket: Socket): Buffer | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const own = socket.getCertificate()
  if (!own || !('raw' in own) || !own.raw) return undefined
  const { signatureAlgorithm } = new X509Certificate(own.raw)
  const hash = /sha(1|256|384|512)/i.exec(signatureAlgorithm ?? '')?.[0] ?? 'sha256'
  return ntlmChannelBinding(tlsServerEndPoint(own.raw, hash))
}
