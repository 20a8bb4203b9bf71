import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { autodiscover } from '../exchange/autodiscover.ts'
import type { Mode } from '../exchange/services.ts'
import { isService, wholeServer } from '../exchange/services.ts'
import { site } from '../exchange/site.ts'
import { isInactive } from './cmdlets/component-states.ts'
import { fullName } from './config.ts'
import { thumbprintOf } from './state/certificates.ts'
import type { WindowsHost } from './windows-host.ts'

/** What an Exchange server answers on its virtual directories, besides /PowerShell/ itself. */
export type ExchangeRole = {
  readonly http: RequestListener
  readonly https: RequestListener
  setService(service: string, mode: Mode): void
  handCertificate(chainPem: string, keyPem: string): Promise<void>
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
    handCertificate: (chainPem, keyPem) => bindHanded(host, chainPem, keyPem),
  }
}

/** Refuses a key that is not the certificate's, and then leaves everything as it was. */
async function bindHanded(host: WindowsHost, chainPem: string, keyPem: string): Promise<void> {
  const chain = chainPem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  const [leaf, ...above] = chain.map((pem) => new X509Certificate(pem))
  if (!leaf?.checkPrivateKey(createPrivateKey(keyPem))) throw new Error('The key is not that of the certificate.')
  const kept = (certificate: X509Certificate) => ({ der: certificate.raw.toString('base64') })
  const thumbprint = thumbprintOf(kept(leaf))
  await host.state.change((draft) => {
    draft.certificates.My = { ...draft.certificates.My, [thumbprint]: { ...kept(leaf), keyPem, exportable: true } }
    for (const one of above) {
      draft.certificates.CA = { ...draft.certificates.CA, [thumbprintOf(kept(one))]: kept(one) }
    }
    for (const binding of draft.iis.bindings) if (binding.protocol === 'https') binding.thumbprint = thumbprint
    draft.iis.servedThumbprint = thumbprint
  })
}
