import { NetObject, type Value } from '../powershell/value.ts'
import { parsed, thumbprintOf } from '../state/certificates.ts'
import type { KeptCertificate } from '../state/host-state.ts'
import { providerProperties } from './provider-items.ts'

/** A certificate of a store as the certificate drive gives it. */
export function certificateObject(kept: KeptCertificate, store: string): NetObject {
  const certificate = parsed(kept)
  const thumbprint = thumbprintOf(kept)
  const properties: Record<string, Value> = {
    ...providerProperties('Microsoft.PowerShell.Security\\Certificate', `LocalMachine\\${store}\\${thumbprint}`),
    PSIsContainer: false,
    DnsNameList: dnsNames(certificate.subjectAltName),
    FriendlyName: kept.friendlyName ?? '',
    HasPrivateKey: kept.keyPem !== undefined,
    Issuer: windowsName(certificate.issuer),
    NotAfter: new Date(certificate.validTo),
    NotBefore: new Date(certificate.validFrom),
    RawData: new Uint8Array(certificate.raw),
    SerialNumber: certificate.serialNumber,
    Subject: windowsName(certificate.subject),
    Thumbprint: thumbprint,
    Version: 3,
  }
  return new NetObject(
    [
      'System.Security.Cryptography.X509Certificates.X509Certificate2',
      'System.Security.Cryptography.X509Certificates.X509Certificate',
    ],
    properties,
    { text: `[Subject]\r\n  ${windowsName(certificate.subject)}\r\n\r\n[Thumbprint]\r\n  ${thumbprint}\r\n` },
  )
}

/** Windows writes a name with the nearest part first, Node with the farthest, a part a line. */
export function windowsName(lines: string): string {
  return lines.split('\n').reverse().join(', ').replaceAll('ST=', 'S=').replaceAll('emailAddress=', 'E=')
}

export function dnsNames(subjectAltName: string | undefined): string[] {
  return (subjectAltName ?? '').split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []))
}
