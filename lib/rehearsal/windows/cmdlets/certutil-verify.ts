import type { X509Certificate } from 'node:crypto'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { type BuiltChain, buildChain, type Element } from '../certificates/chain.ts'
import { fetchUrl } from '../certificates/fetch-url.ts'
import type { UrlTale } from '../certificates/revocation.ts'
import { textOf } from '../powershell/value.ts'
import type { WindowsHost } from '../windows-host.ts'
import { windowsName } from './certificate-object.ts'

type Options = { signal: AbortSignal; isFetching: boolean }

/** What `certutil -verify [-urlfetch]` prints of a chain; with -urlfetch it asks every URL, whatever is cached. */
export async function verifyLines(host: WindowsHost, leaf: X509Certificate, options: Options): Promise<string[]> {
  const chain = await buildChain(host, leaf, { signal: options.signal, fresh: options.isFetching })
  const lines = [
    `Issuer:\r\n    ${windowsName(leaf.issuer)}`,
    `Subject:\r\n    ${windowsName(leaf.subject)}`,
    `Cert Serial Number: ${leaf.serialNumber.toLowerCase()}`,
    '',
    'ChainFlags = CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT (0x40000000)',
    'HCCE_LOCAL_MACHINE',
    '-------- CERT_CHAIN_CONTEXT --------',
  ]
  for (const [at, element] of chain.elements.entries()) lines.push(...(await elementLines(host, element, at, options)))
  return [...lines, ...verdict(chain)]
}

async function elementLines(host: WindowsHost, element: Element, at: number, options: Options): Promise<string[]> {
  const { certificate, revocation, inTime } = element
  const head = [
    `CertContext[0][${at}]:`,
    `  Issuer: ${windowsName(certificate.issuer)}`,
    `  NotBefore: ${textOf(new Date(certificate.validFrom))}`,
    `  NotAfter: ${textOf(new Date(certificate.validTo))}`,
    `  Subject: ${windowsName(certificate.subject)}`,
    ...(inTime ? [] : ['  Element.dwErrorStatus = CERT_TRUST_IS_NOT_TIME_VALID (0x1)']),
    ...(revocation?.result === 'revoked' ? ['  Element.dwErrorStatus = CERT_TRUST_IS_REVOKED (0x4)'] : []),
    ...(revocation?.result === 'unknown' ? unknownStatus : []),
  ]
  if (!options.isFetching) return head
  return [
    ...head,
    '  ----------------  Certificate AIA  ----------------',
    ...urlLines(await issuerTales(host, certificate, options.signal), 'Certificate (0)'),
    '  ----------------  Certificate CDP  ----------------',
    ...urlLines(revocation?.tales ?? [], 'Base CRL'),
    '  --------------------------------',
  ]
}

const unknownStatus = [
  '  Element.dwErrorStatus = CERT_TRUST_REVOCATION_STATUS_UNKNOWN (0x40)',
  '  Element.dwErrorStatus = CERT_TRUST_IS_OFFLINE_REVOCATION (0x1000000)',
]

async function issuerTales(host: WindowsHost, certificate: X509Certificate, signal: AbortSignal): Promise<UrlTale[]> {
  const urls = readCertificate(certificate.toString()).aia
  return Promise.all(
    urls.map(async (url) => {
      const fetched = await fetchUrl(host, url, { signal })
      const why = 'error' in fetched ? fetched.error : ''
      return {
        url,
        kind: 'AIA' as const,
        said: why ? ('failed' as const) : ('verified' as const),
        why,
        isCached: false,
      }
    }),
  )
}

function urlLines(tales: readonly UrlTale[], what: string): string[] {
  if (tales.length === 0) return ['  No URLs "None" Time: 0']
  return tales.flatMap(({ url, kind, said, why }) =>
    said === 'verified'
      ? [`  Verified "${what}" Time: 0`, `    [0.0] ${url}`]
      : [`  Failed "${kind}" Time: 0`, `    Error retrieving URL: ${why}`, `    ${url}`],
  )
}

function verdict({ elements, isWhole, isTrusted }: BuiltChain): string[] {
  const [leaf] = elements
  const line = '------------------------------------'
  if (!isWhole)
    return [
      'A certificate chain could not be built to a trusted root authority. 0x800b010a (-2146762486 CERT_E_CHAINING)',
      line,
      'Incomplete certificate chain',
      ...revocationVerdict(leaf),
    ]
  const outdated = elements.some(({ inTime }) => !inTime)
  return [
    ...(outdated
      ? [
          'A required certificate is not within its validity period when verifying against the current system clock or the timestamp in the signed file. 0x800b0101 (-2146762495 CERT_E_EXPIRED)',
        ]
      : []),
    line,
    ...(isTrusted ? [] : ['Verifies against UNTRUSTED root']),
    'Cert is an End Entity certificate',
    ...(elements.slice(1).some(({ revocation }) => revocation?.result === 'unknown') ? [offline] : []),
    ...revocationVerdict(leaf),
  ]
}

function revocationVerdict(leaf: Element | undefined): string[] {
  switch (leaf?.revocation?.result) {
    case 'good':
      return ['Leaf certificate revocation check passed']
    case 'revoked':
      return ['Leaf certificate is REVOKED (Reason=0)']
    default:
      return [`ERROR: Verifying leaf certificate revocation status returned ${offline}`]
  }
}

const offline =
  'The revocation function was unable to check revocation because the revocation server was offline. 0x80092013 (-2146885613 CRYPT_E_REVOCATION_OFFLINE)'
