import type { RequestListener } from 'node:http'
import type { WindowsHostConfig } from './config.ts'
import { listenForControl } from './control.ts'
import { listenForDns } from './dns/listen.ts'
import { exchangeRole } from './exchange-role.ts'
import { type Listener, listen } from './http/listeners.ts'
import { StaticSite } from './http/static-site.ts'
import { end, WsmanEndpoint } from './http/wsman-endpoint.ts'
import { makeHost } from './make-host.ts'
import type { WindowsHost } from './windows-host.ts'
import { WsmanService } from './wsman/service.ts'

export type RunningHost = {
  readonly host: WindowsHost
  readonly ports: { http: number; https: number; web?: number; webTls?: number; dns?: number }
  /** Shells that are open on WinRM and on Exchange's endpoint. */
  openShells(): { windows: number; exchange: number }
  close(): Promise<void>
}

/** Raises one simulated Windows host: WinRM, and on an Exchange server IIS with /PowerShell and the virtual directories. */
export async function startWindowsHost(config: WindowsHostConfig): Promise<RunningHost> {
  const host = await makeHost(config)
  const services = { windows: new WsmanService(host, 'windows'), exchange: new WsmanService(host, 'exchange') }
  const endpoint = (kind: keyof typeof services, isTls: boolean) =>
    new WsmanEndpoint({ host, service: services[kind], isTls, offersBasic: offersBasic(host, kind) })

  const { ports } = config
  const listeners: Listener[] = []
  const open = async (...wanted: Parameters<typeof listen>) => {
    const listener = await listen(...wanted)
    listeners.push(listener)
    return listener.port
  }
  const exchange = config.role === 'exchange' ? exchangeRole(host) : undefined
  // Exchange's own endpoint lives in an application pool of IIS, and so do its shells.
  host.iisRestarts.push(() => services.exchange.close())
  const staticSite = new StaticSite(host)
  const control = await listenForControl(host, exchange)
  const close = async () => {
    services.windows.close()
    services.exchange.close()
    await Promise.all([control.close(), staticSite.close(), ...listeners.map((one) => one.close())])
  }

  try {
    const opened: RunningHost['ports'] = {
      http: await open(host, ports.http, winrm(endpoint('windows', false))),
      https: await open(host, ports.https, winrm(endpoint('windows', true)), (state) => state.winrmThumbprint),
    }
    if (exchange) {
      opened.web = await open(host, ports.web, iis(endpoint('exchange', false), exchange.http))
      opened.webTls = await open(
        host,
        ports.webTls,
        iis(endpoint('exchange', true), exchange.https),
        (state) => state.iis.servedThumbprint,
      )
    }
    if (!exchange) {
      host.web = staticSite
      const port = await staticSite.follow()
      if (port !== undefined) opened.web = port
    }
    if (config.role === 'domain-controller') {
      const dns = await listenForDns(host, ports.dns)
      listeners.push(dns)
      opened.dns = dns.port
    }
    const openShells = () => ({ windows: services.windows.openShells, exchange: services.exchange.openShells })
    return { host, ports: opened, openShells, close }
  } catch (error) {
    await close()
    throw error
  }
}

function winrm(endpoint: WsmanEndpoint): RequestListener {
  return (request, response) => {
    if (/^\/wsman\/?(\?|$)/i.test(request.url ?? '')) answerWith(endpoint, request, response)
    else notFound(request, response)
  }
}

function iis(endpoint: WsmanEndpoint, site: RequestListener): RequestListener {
  return (request, response) => {
    if (/^\/powershell\/?(\?|$)/i.test(request.url ?? '')) answerWith(endpoint, request, response)
    else site(request, response)
  }
}

/** A request that its client broke off ends here; anything else that goes wrong shows as a connection cut. */
function answerWith(endpoint: WsmanEndpoint, ...[request, response]: Parameters<RequestListener>): void {
  endpoint.handle(request, response).catch(() => request.socket.destroy())
}

function notFound(...[, response]: Parameters<RequestListener>): void {
  end(response, 404)
}

function offersBasic({ config, directory }: WindowsHost, kind: 'windows' | 'exchange'): boolean {
  if (kind === 'windows') return config.basicOverTls
  const own = directory
    .read()
    .exchange.virtualDirectories.find((one) => one.kind === 'PowerShell' && one.server === config.name.toUpperCase())
  return own?.settings.BasicAuthentication === true
}
