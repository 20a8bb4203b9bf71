import { X509Certificate } from 'node:crypto'
import { parseCertificate } from './certificate.ts'
import { parseCrl } from './crl.ts'
import { type ChainFault, type Link, linkOf } from './link.ts'
import { x509 } from './peculiar.ts'
import { readingAsync } from './reading.ts'
import { revocationFaults } from './revocation.ts'

/** A server certificate with everything that a client would need to believe it. All in PEM. */
export type Chain = {
  leaf: string
  /** From the issuer of the leaf upwards; the root stands apart. */
  intermediates: readonly string[]
  root: string
  crls: readonly string[]
  /** Names that clients use; each must be in the subject alternative name. */
  names: readonly string[]
  at?: Date
}

/**
 * Everything that is wrong with a chain, as RFC 5280 section 6.1 judges it: signatures, dates, names, authority, usage and
 * revocation of each certificate but the root. Empty: a strict client accepts it. Unreadable PEM throws `invalid`.
 */
export function verifyChain(chain: Chain): Promise<ChainFault[]> {
  return readingAsync('certificate chain', () => faultsOf(chain))
}

async function faultsOf({ at = new Date(), ...chain }: Chain): Promise<ChainFault[]> {
  const links = [chain.leaf, ...chain.intermediates, chain.root].map((pem) => linkOf(parseCertificate(pem)))
  const crls = chain.crls.map(parseCrl)
  const faults: ChainFault[] = []
  for (const [index, link] of links.entries()) {
    const issuer = links[index + 1] ?? link
    faults.push(...dateFaults(link, at), ...extensionFaults(link), ...strengthFaults(link))
    faults.push(...(await signatureFaults(link, issuer)))
    if (index > 0) faults.push(...authorityFaults(link, index - 1))
    if (issuer !== link) faults.push(...(await revocationFaults(link, issuer, crls, at)))
  }
  const [leaf] = links
  return leaf ? [...faults, ...serverFaults(leaf, chain.names)] : faults
}

function dateFaults({ certificate, fault }: Link, at: Date): ChainFault[] {
  if (at < certificate.notBefore)
    return [fault('not-yet-valid', `is valid only from ${certificate.notBefore.toISOString()}`)]
  return at > certificate.notAfter ? [fault('expired', `expired on ${certificate.notAfter.toISOString()}`)] : []
}

/** Extensions that are understood here; any other that is marked critical must be refused (RFC 5280, 4.2). */
const understood = ['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.32', '2.5.29.37']

function extensionFaults({ certificate, fault }: Link): ChainFault[] {
  const strange = certificate.extensions.filter(({ critical, type }) => critical && !understood.includes(type))
  return strange.map(({ type }) => fault('critical-extension', `has the critical extension ${type}, unknown here`))
}

function strengthFaults({ key, fault }: Link): ChainFault[] {
  const bits = key.asymmetricKeyDetails?.modulusLength
  return bits !== undefined && bits < 2048 ? [fault('weak', `has an RSA key of ${bits} bits; 2048 is the least`)] : []
}

async function signatureFaults(link: Link, issuer: Link): Promise<ChainFault[]> {
  const { certificate, fault } = link
  if (
    !Buffer.from(certificate.issuerName.toArrayBuffer()).equals(
      Buffer.from(issuer.certificate.subjectName.toArrayBuffer()),
    )
  )
    return [fault('issuer', `was issued by ${link.issuer}, not by ${issuer.subject}`)]
  const hash = certificate.signatureAlgorithm.hash?.name
  if (hash === 'SHA-1' || hash === 'MD5') return [fault('weak', `is signed with ${hash}`)]
  const signed = await certificate
    .verify({ publicKey: issuer.certificate.publicKey, signatureOnly: true })
    .catch(() => false)
  return signed ? [] : [fault('signature', `does not bear the signature of ${issuer.subject}`)]
}

function authorityFaults({ certificate, fault }: Link, authoritiesBelow: number): ChainFault[] {
  const constraints = certificate.getExtension(x509.BasicConstraintsExtension)
  if (!constraints?.ca) return [fault('not-a-ca', 'is not the certificate of an authority')]
  const usages = certificate.getExtension(x509.KeyUsagesExtension)?.usages ?? 0
  const mayNotSign = !(usages & x509.KeyUsageFlags.keyCertSign)
  const tooDeep = constraints.pathLength !== undefined && constraints.pathLength < authoritiesBelow
  return [
    ...(mayNotSign ? [fault('key-usage', 'may not sign certificates by its key usage')] : []),
    ...(tooDeep ? [fault('path-length', `allows ${constraints.pathLength} authorities below it`)] : []),
  ]
}

function serverFaults({ certificate, fault }: Link, names: readonly string[]): ChainFault[] {
  const usages = certificate.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? []
  const asked = new X509Certificate(Buffer.from(certificate.rawData))
  const missing = names.filter((name) => asked.checkHost(name, { subject: 'never' }) === undefined)
  return [
    ...(usages.includes(x509.ExtendedKeyUsage.serverAuth) ? [] : [fault('extended-key-usage', 'is not for servers')]),
    ...missing.map((name) => fault('name', `does not name ${name}`)),
  ]
}
