import { type CmdletCall, isSwitched, textParameters } from '../powershell/cmdlet.ts'
import { PowerShellError } from '../powershell/error-record.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { textOf } from '../powershell/value.ts'
import { parsed } from '../state/certificates.ts'
import { certificateServices, iisThumbprint } from '../state/exchange-certificates.ts'
import type { HostState } from '../state/host-state.ts'
import { isConfirmed } from './ask-person.ts'
import { rpcError, thumbprintNotFound, unfit } from './exchange-certificate-faults.ts'
import { domainsOf } from './exchange-certificate-object.ts'
import {
  askedThumbprint,
  atOwnServer,
  certificateNamed,
  type PlacedCertificate,
} from './exchange-certificate-places.ts'
import { isWhatIf } from './exchange-object.ts'

/** Adds services to a certificate, or takes them over from another; a service is never left without one. */
export async function enableCertificate(call: CmdletCall): Promise<void> {
  atOwnServer(call)
  const services = servicesAsked(call)
  const found = certificateNamed(call)
  if (found?.store !== 'My') throw rpcError(call, thumbprintNotFound(askedThumbprint(call) ?? ''))
  const { thumbprint, kept } = found
  if (!kept.keyPem) throw rpcError(call, unfit(thumbprint, 'PrivateKeyMissing'))
  if (!isForServers(found)) throw rpcError(call, unfit(thumbprint, 'PkixKpServerAuthNotFoundInEnhancedKeyUsage'))
  if (isWhatIf(call)) return

  const replacesDefault = services.includes('SMTP') && (await mayReplaceDefault(call, thumbprint))
  await call.host.state.change((draft) => assign(draft, thumbprint, services, replacesDefault))
  for (const service of ['POP', 'IMAP'])
    if (services.includes(service) && domainsOf(found).every((name) => name.startsWith('*.')))
      call.streams.text('warning', wildcardWarning(found, service))
}

function assign(draft: HostState, thumbprint: string, services: readonly string[], replacesDefault: boolean): void {
  const now = certificateServices(draft)
  if (services.includes('SMTP')) now.smtp = [...new Set([...now.smtp, thumbprint])]
  if (replacesDefault) now.defaultSmtp = thumbprint
  if (services.includes('IMAP')) now.imap = thumbprint
  if (services.includes('POP')) now.pop = thumbprint
  draft.certificateServices = now
  if (!services.includes('IIS') || iisThumbprint(draft) === thumbprint) return
  const elsewhere = draft.iis.bindings.filter(
    ({ site, protocol, port }) => !(site === 'Default Web Site' && protocol === 'https' && port === 443),
  )
  draft.iis.bindings = [...elsewhere, { site: 'Default Web Site', protocol: 'https', port: 443, thumbprint }]
}

/** `-Force` says yes to what would be asked, and so replaces it. */
async function mayReplaceDefault(call: CmdletCall, thumbprint: string): Promise<boolean> {
  const state = call.host.state.read()
  const { defaultSmtp } = certificateServices(state)
  if (defaultSmtp === thumbprint) return false
  if (isSwitched(call, 'Force')) return true
  const ends = (one: string) => {
    const kept = state.certificates.My?.[one]
    return kept ? `'${one}' (expires ${textOf(new Date(parsed(kept).validTo))})` : `'${one}'`
  }
  return isConfirmed(
    call,
    `Overwrite the existing default SMTP certificate?\r\n\r\nCurrent certificate: ${ends(defaultSmtp)}\r\nReplace it with certificate: ${ends(thumbprint)}`,
  )
}

const known = ['None', 'IMAP', 'POP', 'UM', 'IIS', 'SMTP', 'Federation', 'UMCallRouter']

function servicesAsked(call: CmdletCall): string[] {
  const given = textParameters(call, 'Services').flatMap((text) => text.split(',').map((word) => word.trim()))
  return given.map((word) => {
    const service = known.find((one) => one.toLowerCase() === word.toLowerCase())
    if (!service) throw unknownService(word)
    if (['UM', 'Federation', 'UMCallRouter'].includes(service)) throw notSimulated(`certificates for ${service}`)
    return service
  })
}

function unknownService(word: string): PowerShellError {
  return new PowerShellError({
    message: `Cannot process argument transformation on parameter 'Services'. Cannot convert value "${word}" to type "Microsoft.Exchange.Management.SystemConfigurationTasks.AllowedServices". Error: "Unable to match the identifier name ${word} to a valid enumerator name. Specify one of the following enumerator names and try again:\n${known.join(', ')}"`,
    exception: 'System.Management.Automation.ParameterBindingArgumentTransformationException',
    fullyQualifiedErrorId: 'ParameterArgumentTransformationError,Enable-ExchangeCertificate',
    category: 'InvalidData',
  })
}

/** Where a certificate limits what it is for, TLS servers must be among it. */
function isForServers({ kept }: PlacedCertificate): boolean {
  const { keyUsage } = parsed(kept)
  return keyUsage === undefined || keyUsage.includes('1.3.6.1.5.5.7.3.1')
}

function wildcardWarning(found: PlacedCertificate, service: string): string {
  return `This certificate with thumbprint ${found.thumbprint} and subject '${domainsOf(found)[0] ?? ''}' cannot used for ${service} SSL/TLS connections because the subject is not a Fully Qualified Domain Name (FQDN). Use command Set-${service}Settings to set X509CertificateName to the FQDN of the service.`
}
