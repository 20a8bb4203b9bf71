import { boundExchangeSession } from '#lib/labs/exchange-session.ts'
import { boundWindowsSession } from '#lib/labs/windows-session.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { WsmanTransport } from '#lib/protocols/psrp/wsman-transport.ts'
import type { Secret } from '#lib/secret.ts'
import type { Hosts, WindowsSession } from '#lib/wizard/hosts.ts'

type Place = { dial: Dial; host: string; address: string; password: Secret }

/** One simulated Exchange server of a raised rehearsal, as Steps reach it. */
export function exchangeHosts({ dial, host, address, password }: Place): {
  hosts: Partial<Hosts>
  close(): Promise<void>
} {
  const credential = { user: 'LAB\\Administrator', password }
  const opened: PowerShellSession[] = []
  const open = () => {
    const endpoint = { dial, host, address, port: 5985, path: '/wsman' }
    const session = new PowerShellSession(
      host,
      () => new WsmanTransport({ ...endpoint, login: { kind: 'negotiate', credential } }),
    )
    opened.push(session)
    return session
  }
  const now = () => ({ log: () => {}, signal: new AbortController().signal, sent: () => {} })
  const newExchange = () => boundExchangeSession(open(), { fqdn: `${host}.lab.local`, ...credential, now }).bound
  const windows = boundWindowsSession(open(), () => undefined, now)
  let exchange: WindowsSession | undefined
  return {
    hosts: {
      dial,
      windows: async () => windows,
      exchange: async () => (exchange ??= newExchange()),
      iisRestarted: async () => {
        exchange = undefined
      },
    },
    close: async () => void (await Promise.all(opened.map((session) => session.close()))),
  }
}
