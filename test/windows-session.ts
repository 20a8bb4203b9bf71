import { once } from 'node:events'
import { connect } from 'node:net'
import type { Dial } from '#lib/protocols/dial.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { WsmanTransport } from '#lib/protocols/psrp/wsman-transport.ts'
import type { RunningHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { parsed } from '#lib/rehearsal/windows/state/certificates.ts'
import { Secret } from '#lib/secret.ts'

type Wish = {
  endpoint?: 'http' | 'https' | 'exchange' | 'exchange-tls'
  password?: string
  operationTimeoutMs?: number
}

/** Our own client on a simulated host that listens on loopback. */
export function windowsSession(running: RunningHost, wish: Wish = {}): PowerShellSession {
  const { endpoint = 'http', password = running.host.config.accounts[0]?.password ?? '', operationTimeoutMs } = wish
  const isExchange = endpoint.startsWith('exchange')
  const isTls = endpoint.endsWith('s')
  const port = {
    http: running.ports.http,
    https: running.ports.https,
    exchange: running.ports.web,
    'exchange-tls': running.ports.webTls,
  }[endpoint]
  return new PowerShellSession(
    running.host.config.name,
    () =>
      new WsmanTransport(
        {
          dial: dialLoopback,
          host: running.host.config.name,
          address: running.host.config.address,
          port: port ?? 0,
          path: isExchange ? '/PowerShell/' : '/wsman',
          login: { kind: 'negotiate', credential: { user: 'LAB\\Administrator', password: new Secret(password) } },
          ...(isTls && { tls: { kind: 'pinned', sha256: pinOf(running, isExchange) } }),
        },
        {
          ...(isExchange && { configuration: 'Microsoft.Exchange' }),
          ...(operationTimeoutMs && { operationTimeoutMs }),
        },
      ),
  )
}

function pinOf({ host }: RunningHost, isExchange: boolean): string {
  const state = host.state.read()
  const kept = state.certificates.My?.[isExchange ? state.iis.servedThumbprint : state.winrmThumbprint]
  return kept ? parsed(kept).fingerprint256 : ''
}

export const dialLoopback: Dial = async ({ address, port, signal }) => {
  const socket = connect(port, address)
  await once(socket, 'connect', signal ? { signal } : {})
  return socket
}
