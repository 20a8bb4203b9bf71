import type { ChainFault, Link } from './link.ts'
import { x509 } from './peculiar.ts'

/** What the issuer's CRL says of a certificate (RFC 5280, 6.3.3). No list of the issuer, no belief. */
export async function revocationFaults(
  { certificate, fault }: Link,
  issuer: Link,
  crls: readonly x509.X509Crl[],
  at: Date,
): Promise<ChainFault[]> {
  const issued = crls.filter((crl) => sameName(crl.issuerName, issuer.certificate.subjectName))
  if (issued.length === 0) return [fault('crl-missing', `cannot be checked: there is no CRL of ${issuer.subject}`)]
  const crl = await firstSigned(issued, issuer)
  if (!crl)
    return [fault('crl-signature', `cannot be checked: the CRL of ${issuer.subject} does not bear its signature`)]
  const entry = crl.findRevoked(certificate.serialNumber)
  if (entry) {
    const reason = entry.reason === undefined ? '' : ` (${x509.X509CrlReason[entry.reason]})`
    return [fault('revoked', `was revoked on ${entry.revocationDate.toISOString()}${reason}`)]
  }
  return crlFaults(crl, issuer, at).map(({ code, what }) => fault(code, `cannot be checked: ${what}`))
}

/** The number, the authority key identifier: any other critical extension may narrow what the list covers. */
const understood = ['2.5.29.20', '2.5.29.35']

function crlFaults(crl: x509.X509Crl, issuer: Link, at: Date) {
  const whose = `the CRL of ${issuer.subject}`
  const strange = crl.extensions.find(({ critical, type }) => critical && !understood.includes(type))
  if (strange)
    return [{ code: 'critical-extension' as const, what: `${whose} has the critical extension ${strange.type}` }]
  if (at < crl.thisUpdate)
    return [{ code: 'crl-not-yet-valid' as const, what: `${whose} is valid only from ${crl.thisUpdate.toISOString()}` }]
  if (crl.nextUpdate && at <= crl.nextUpdate) return []
  const since = crl.nextUpdate ? `expired on ${crl.nextUpdate.toISOString()}` : 'does not say until when it is valid'
  return [{ code: 'crl-expired' as const, what: `${whose} ${since}` }]
}

/** An authority that does not bear cRLSign signs no list that counts. */
async function firstSigned(crls: readonly x509.X509Crl[], { certificate }: Link): Promise<x509.X509Crl | undefined> {
  const usages = certificate.getExtension(x509.KeyUsagesExtension)?.usages ?? 0
  if (!(usages & x509.KeyUsageFlags.cRLSign)) return undefined
  for (const crl of crls) if (await crl.verify({ publicKey: certificate.publicKey }).catch(() => false)) return crl
  return undefined
}

const sameName = (one: x509.Name, other: x509.Name) =>
  Buffer.from(one.toArrayBuffer()).equals(Buffer.from(other.toArrayBuffer()))
