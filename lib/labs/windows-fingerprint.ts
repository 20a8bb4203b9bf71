import type { ShownIdentity } from '#lib/protocols/doctor/windows-identity.ts'
import type { WindowsIdentity } from '#lib/protocols/psrp/windows-session.ts'
import type { IdentityDetail } from '#lib/wizard/hosts.ts'

const prefix = 'SHA256:'

/** What is compared, approved and pinned: `SHA256:` and hex of a certificate, or `DOMAIN\COMPUTER`; no name holds a colon. */
export function windowsFingerprint(shown: ShownIdentity): string {
  return shown.kind === 'certificate' ? `${prefix}${shown.certificate.sha256}` : `${shown.domain}\\${shown.computer}`
}

/** The way back, for the login. */
export function approvedIdentity(fingerprint: string): WindowsIdentity {
  if (fingerprint.startsWith(prefix)) return { kind: 'certificate', sha256: fingerprint.slice(prefix.length) }
  const [domain = '', computer = ''] = fingerprint.split('\\')
  return { kind: 'name', computer, domain }
}

/** What else was shown, for the person who compares. */
export function windowsDetails(shown: ShownIdentity): IdentityDetail[] {
  if (shown.kind === 'certificate') {
    const { subject, notBefore, notAfter, sha1 } = shown.certificate
    return [
      { name: 'subject', value: subject.slice(0, longest) },
      { name: 'valid', value: `${day(notBefore)} to ${day(notAfter)}` },
      { name: 'thumbprint', value: sha1 },
    ]
  }
  return [
    { name: 'name', value: shown.dnsComputer ?? shown.computer },
    { name: 'domain', value: shown.dnsDomain ?? shown.domain },
    { name: '5986', value: shown.noCertificate.slice(0, longest) },
  ]
}

const longest = 300
const day = (date: Date) => date.toISOString().slice(0, 10)
