import { X509Certificate } from 'node:crypto'
import type { HostState, KeptCertificate } from './host-state.ts'

/** SHA-1 of the certificate in capitals without colons, as Windows writes a thumbprint. */
export function thumbprintOf({ der }: Pick<KeptCertificate, 'der'>): string {
  return parsed({ der }).fingerprint.replaceAll(':', '')
}

export function parsed({ der }: Pick<KeptCertificate, 'der'>): X509Certificate {
  return new X509Certificate(Buffer.from(der, 'base64'))
}

/** What a TLS listener needs: the certificate of the store `My` and, above it, those that the host knows. */
export function servingCredentials(
  state: Readonly<HostState>,
  thumbprint: string,
): { cert: string; key: string } | undefined {
  const kept = state.certificates.My?.[thumbprint]
  if (!kept?.keyPem) return undefined
  const chain = [parsed(kept)]
  const known = [...Object.values(state.certificates.CA ?? {}), ...Object.values(state.certificates.My ?? {})].map(
    parsed,
  )
  for (let current = chain[0]; current; ) {
    const below = current
    const issuer = known.find((one) => below.checkIssued(one) && !chain.some((held) => held.raw.equals(one.raw)))
    if (issuer) chain.push(issuer)
    current = issuer
  }
  return { cert: chain.map((one) => one.toString()).join(''), key: kept.keyPem }
}
