import { X509Certificate } from 'node:crypto'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { parsed } from '../state/certificates.ts'
import type { KeptCertificate } from '../state/host-state.ts'
import { cached, keepCached } from '../state/url-cache.ts'
import { timeOf, type WindowsHost } from '../windows-host.ts'
import { fetchUrl } from './fetch-url.ts'
import { type Asking, type Revocation, revocationOf, type UrlTale } from './revocation.ts'

/** One certificate of a chain that Windows built, and what it found about it. */
export type Element = {
  certificate: X509Certificate
  /** Of the root: nobody could revoke it. */
  revocation: Revocation | undefined
  inTime: boolean
  /** What was asked for its issuer. */
  tales: UrlTale[]
}

export type BuiltChain = { elements: Element[]; isWhole: boolean; isTrusted: boolean; isSigned: boolean }

/** Builds the chain out of the host's stores, then by the AIA of a certificate, and asks every list on the way. */
export async function buildChain(host: WindowsHost, leaf: X509Certificate, asking: Asking): Promise<BuiltChain> {
  const elements: Element[] = []
  const at = timeOf(host)
  let isSigned = true
  for (let current = leaf; elements.length < 8; ) {
    const inTime = new Date(current.validFrom) <= at && at <= new Date(current.validTo)
    if (isSelfIssued(current)) {
      elements.push({ certificate: current, revocation: undefined, inTime, tales: [] })
      return { elements, isWhole: true, isTrusted: isRoot(host, current), isSigned }
    }
    const { issuer, tales } = await issuerOf(host, current, asking)
    const revocation = issuer && (await revocationOf(host, current, issuer, asking))
    elements.push({ certificate: current, revocation, inTime, tales })
    if (!issuer) break
    isSigned &&= current.verify(issuer.publicKey)
    current = issuer
  }
  return { elements, isWhole: false, isTrusted: false, isSigned }
}

export function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer
}

function isRoot({ state }: WindowsHost, certificate: X509Certificate): boolean {
  return Object.values(state.read().certificates.Root ?? {}).some((kept) => parsed(kept).raw.equals(certificate.raw))
}

type Found = { issuer: X509Certificate | undefined; tales: UrlTale[] }

/** Of several that could be it, one whose key signed, and then one that is valid now. */
async function issuerOf(host: WindowsHost, below: X509Certificate, asking: Asking): Promise<Found> {
  const { certificates } = host.state.read()
  const at = timeOf(host)
  const known = ['Root', 'CA', 'My'].flatMap((store) => Object.values(certificates[store] ?? {})).map(parsed)
  const fitting = known.filter((one) => below.checkIssued(one))
  const signing = fitting.filter((one) => below.verify(one.publicKey))
  const issuer = signing.find((one) => at <= new Date(one.validTo)) ?? signing[0] ?? fitting[0]
  if (issuer) return { issuer, tales: [] }

  const tales: UrlTale[] = []
  for (const url of readCertificate(below.toString()).aia) {
    const found = await certificateAt(host, url, asking)
    const isIssuer = found.certificate !== undefined && below.checkIssued(found.certificate)
    tales.push({ url, kind: 'AIA', said: isIssuer ? 'verified' : 'failed', why: found.why, isCached: found.isCached })
    if (isIssuer) return { issuer: found.certificate, tales }
  }
  return { issuer: undefined, tales }
}

/** How long a certificate that was fetched is used without asking again. */
const keptMs = 7 * 86_400_000

async function certificateAt(
  host: WindowsHost,
  url: string,
  { signal, fresh }: Asking,
): Promise<{ certificate: X509Certificate | undefined; why: string; isCached: boolean }> {
  const at = timeOf(host)
  const kept = fresh ? undefined : cached(host.state.read(), url, at)
  const fetched = kept ? { bytes: kept } : await fetchUrl(host, url, { signal })
  const isCached = kept !== undefined
  if ('error' in fetched) return { certificate: undefined, why: fetched.error, isCached }
  try {
    const certificate = new X509Certificate(fetched.bytes)
    if (!isCached)
      await host.state.change((draft) => keepCached(draft, url, fetched.bytes, new Date(at.getTime() + keptMs)))
    return { certificate, why: '', isCached }
  } catch {
    return { certificate: undefined, why: 'ASN1 bad tag value met. 0x8009310b (ASN: 267)', isCached }
  }
}

export type CertificateStatus =
  | 'Unknown'
  | 'Valid'
  | 'Revoked'
  | 'DateInvalid'
  | 'Untrusted'
  | 'Invalid'
  | 'RevocationCheckFailure'
  | 'PendingRequest'

/** What Exchange makes of a chain. Its own self-signed certificates are valid without being trusted as roots. */
export async function certificateStatus(
  host: WindowsHost,
  kept: KeptCertificate,
  signal: AbortSignal,
): Promise<{ status: CertificateStatus; rootType: 'None' | 'Registry' | 'Unknown' }> {
  const leaf = parsed(kept)
  const { elements, isTrusted, isSigned } = await buildChain(host, leaf, { signal })
  const rootType = isSelfIssued(leaf) ? 'None' : isTrusted ? 'Registry' : 'Unknown'
  const status = (): CertificateStatus => {
    if (elements.some(({ inTime }) => !inTime)) return 'DateInvalid'
    if (isSelfIssued(leaf)) return 'Valid'
    if (!isSigned) return 'Invalid'
    if (!isTrusted) return 'Untrusted'
    const results = elements.flatMap(({ revocation }) => (revocation ? [revocation.result] : []))
    if (results.includes('revoked')) return 'Revoked'
    return results.includes('unknown') ? 'RevocationCheckFailure' : 'Valid'
  }
  return { status: status(), rootType }
}
