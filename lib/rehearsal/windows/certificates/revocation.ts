import type { X509Certificate } from 'node:crypto'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { type Crl, isCrlOf, readCrl } from '#lib/protocols/x509/crl.ts'
import { toPem } from '#lib/protocols/x509/pem.ts'
import { cached, keepCached } from '../state/url-cache.ts'
import { timeOf, type WindowsHost } from '../windows-host.ts'
import { fetchUrl } from './fetch-url.ts'

/** What became of one URL of a certificate. */
export type UrlTale = { url: string; kind: 'CDP' | 'AIA'; said: 'verified' | 'failed'; why: string; isCached: boolean }

export type Revocation = { result: 'good' | 'revoked' | 'unknown'; tales: UrlTale[] }

/** `fresh`: what was fetched before does not count. */
export type Asking = { signal: AbortSignal; fresh?: boolean }

/** Asks the list of the issuer by the distribution points of the certificate, as CryptoAPI does. */
export async function revocationOf(
  host: WindowsHost,
  certificate: X509Certificate,
  issuer: X509Certificate,
  asking: Asking,
): Promise<Revocation> {
  const { cdp, serial } = readCertificate(certificate.toString())
  const tales: UrlTale[] = []
  for (const url of cdp) {
    const found = await listAt(host, url, issuer, asking)
    tales.push({
      url,
      kind: 'CDP',
      said: 'crl' in found ? 'verified' : 'failed',
      why: found.why,
      isCached: found.isCached,
    })
    if (!('crl' in found)) continue
    const isRevoked = found.crl.revoked.some((one) => BigInt(`0x${one.serial}`) === BigInt(`0x${serial}`))
    return { result: isRevoked ? 'revoked' : 'good', tales }
  }
  return { result: 'unknown', tales }
}

type List = { crl: Crl; why: string; isCached: boolean } | { why: string; isCached: boolean }

async function listAt(
  host: WindowsHost,
  url: string,
  issuer: X509Certificate,
  { signal, fresh }: Asking,
): Promise<List> {
  const at = timeOf(host)
  const kept = fresh ? undefined : cached(host.state.read(), url, at)
  const fetched = kept ? { bytes: kept } : await fetchUrl(host, url, { signal })
  const isCached = kept !== undefined
  if ('error' in fetched) return { why: fetched.error, isCached }
  const read = await readList(fetched.bytes, issuer, at)
  if ('crl' in read && !isCached)
    await host.state.change((draft) => keepCached(draft, url, fetched.bytes, read.crl.nextUpdate ?? at))
  return { ...read, isCached }
}

/** DER only: CryptoAPI takes no PEM from a distribution point. */
async function readList(
  bytes: Buffer,
  issuer: X509Certificate,
  at: Date,
): Promise<{ crl: Crl; why: string } | { why: string }> {
  if (bytes[0] !== 0x30) return { why: 'ASN1 bad tag value met. 0x8009310b (ASN: 267)' }
  const pem = toPem(bytes, 'X509 CRL')
  try {
    const crl = readCrl(pem)
    if (!(await isCrlOf(pem, issuer.toString())))
      return {
        why: 'The signature of the certificate cannot be verified. 0x80096004 (-2146869244 TRUST_E_CERT_SIGNATURE)',
      }
    if (at < crl.thisUpdate || (crl.nextUpdate && at > crl.nextUpdate))
      return {
        why: 'The revocation list has expired (nextUpdate). 0x80092013 (-2146885613 CRYPT_E_REVOCATION_OFFLINE)',
      }
    return { crl, why: '' }
  } catch {
    return { why: 'ASN1 corrupted data. 0x80093103 (ASN: 259)' }
  }
}
