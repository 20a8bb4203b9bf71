import type { RequestListener } from 'node:http'
import { autodiscover } from '../exchange/autodiscover.ts'
import type { Mode } from '../exchange/services.ts'
import { isService, wholeServer } from '../exchange/services.ts'
import { site } from '../exchange/site.ts'
import { isInactive } from './cmdlets/component-states.ts'
import { fullName } from './config.ts'
import type { WindowsHost } from './windows-host.ts'

/** What an Exchange server answers on its virtual directories, besides /PowerShell/ itself. */
export type ExchangeRole = {
  readonly http: RequestListener
  readonly https: RequestListener
  setService(service: string, mode: Mode): void
}

export function exchangeRole(host: WindowsHost): ExchangeRole {
  const { answer, modes, chill } = site(fullName(host.config), {
    coldRequests: host.config.iis.coldRequests,
    isInactive: (service) => isInactive(host, service),
    autodiscover: (body) => autodiscover(body, host.config.name, host.directory.read()),
  })
  host.iisRestarts.push(chill)
  return {
    https: answer,
    http: (request, response) => {
      // Exchange requires TLS on all its virtual directories.
      if (request.url === '/') return answer(request, response)
      response.writeHead(403, { 'Content-Type': 'text/html' }).end('403.4 Forbidden: SSL is required')
    },
    setService: (service, mode) => {
      const name = service.toLowerCase()
      if (name !== wholeServer && !isService(name)) throw new Error(`There is no service ${service}.`)
      if (mode === 'up') modes.delete(name)
      else modes.set(name, mode)
    },
  }
}
