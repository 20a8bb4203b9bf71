import { type CertificateStatus, certificateStatus, isSelfIssued } from '../certificates/chain.ts'
import { fullName } from '../config.ts'
import type { CmdletCall } from '../powershell/cmdlet.ts'
import { enumValue, NetObject } from '../powershell/value.ts'
import { parsed } from '../state/certificates.ts'
import { servicesOf } from '../state/exchange-certificates.ts'
import { dnsNames, windowsName } from './certificate-object.ts'
import type { PlacedCertificate } from './exchange-certificate-places.ts'
import { multiValued } from './exchange-object.ts'

/** A certificate as Get-ExchangeCertificate gives it. Its status is found out each time. */
export async function exchangeCertificate(call: CmdletCall, placed: PlacedCertificate): Promise<NetObject> {
  const { kept, thumbprint, store } = placed
  const certificate = parsed(kept)
  const isPending = store === 'REQUEST'
  const { status, rootType } = isPending
    ? { status: 'PendingRequest' as const, rootType: 'Unknown' as const }
    : await certificateStatus(call.host, kept, call.signal)
  const services = isPending ? [] : servicesOf(call.host.state.read(), thumbprint)
  const subject = windowsName(certificate.subject)
  return new NetObject(
    [
      'Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate',
      'System.Security.Cryptography.X509Certificates.X509Certificate2',
      'System.Security.Cryptography.X509Certificates.X509Certificate',
    ],
    {
      CertificateDomains: multiValued(domainsOf(placed), domainList),
      FriendlyName: kept.friendlyName ?? '',
      HasPrivateKey: kept.keyPem !== undefined,
      Identity: `${fullName(call.host.config)}\\${thumbprint}`,
      IsSelfSigned: !isPending && isSelfIssued(certificate),
      Issuer: windowsName(certificate.issuer),
      NotAfter: new Date(certificate.validTo),
      NotBefore: new Date(certificate.validFrom),
      PrivateKeyExportable: kept.keyPem !== undefined && kept.exportable === true,
      PublicKeySize: certificate.publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
      RawData: new Uint8Array(certificate.raw),
      RootCAType: enumValue(`${types}.CertificateRootCAType`, rootType, rootTypes.indexOf(rootType)),
      SerialNumber: certificate.serialNumber,
      Services: enumValue(`${types}.AllowedServices`, services.join(', ') || 'None', flags(services)),
      Status: enumValue(`${types}.CertificateStatus`, status, statuses.indexOf(status)),
      Subject: subject,
      Thumbprint: thumbprint,
    },
    { text: `[Subject]\r\n  ${subject}\r\n\r\n[Thumbprint]\r\n  ${thumbprint}\r\n` },
  )
}

/** The names of a certificate; where it has no alternative ones, its common name. */
export function domainsOf({ kept }: PlacedCertificate): string[] {
  const certificate = parsed(kept)
  const names = dnsNames(certificate.subjectAltName)
  const commonName = /^CN=(.+)$/m.exec(certificate.subject)?.[1]
  return names.length === 0 && commonName ? [commonName] : names
}

const types = 'Microsoft.Exchange.Management.SystemConfigurationTasks'
const domainList =
  'Microsoft.Exchange.Data.MultiValuedProperty`1[[Microsoft.Exchange.Data.SmtpDomainWithSubdomains, Microsoft.Exchange.Data, Version=15.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35]]'

const statuses: readonly CertificateStatus[] = [
  'Unknown',
  'Valid',
  'Revoked',
  'DateInvalid',
  'Untrusted',
  'Invalid',
  'RevocationCheckFailure',
  'PendingRequest',
]
const rootTypes = ['None', 'Registry', 'ThirdParty', 'GroupPolicy', 'Enterprise', 'Unknown']
const bits: Readonly<Record<string, number>> = { IMAP: 1, POP: 2, IIS: 8, SMTP: 16 }

function flags(services: readonly string[]): number {
  return services.reduce((sum, service) => sum + (bits[service] ?? 0), 0)
}
