import { type Authority, authorities } from '#lib/parts/pki/authorities.ts'
import { type PublishedName, published } from '#lib/parts/published.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { blocked, type Finding, type Keep } from '#lib/wizard/step.ts'

/** One of the four files as it is to be served: DER, and the authority that it is of. */
export type PublishedFile = {
  name: PublishedName
  kind: 'CRL' | 'certificate'
  der: Buffer
  authority: Authority
  /** Certificate of the authority in PEM. */
  authorityPem: string
}

/** The files as Part 2 keeps them; where one is missing, that Finding. */
export async function publishedFiles(keep: Keep): Promise<PublishedFile[] | Finding> {
  const files: PublishedFile[] = []
  for (const { name, kept } of published) {
    const authority = name.startsWith('root') ? authorities.root : authorities.intermediate
    const [pem, authorityPem] = [await keep.read(kept), await keep.read(authority.certificate)]
    if (!pem || !authorityPem) return missing(name)
    const kind = name.endsWith('.crl') ? 'CRL' : 'certificate'
    const der = derOf(pem, kind === 'CRL' ? 'X509 CRL' : 'CERTIFICATE')
    files.push({ name, kind, der, authority, authorityPem })
  }
  return files
}

const missing = (name: PublishedName): Finding =>
  blocked(
    `Part 2 has not made ${name} yet.`,
    'Run Part 2 first: it makes both authorities and their revocation lists.',
    {
      part: 'pki',
      step: 'publish-crls',
      label: 'Go to the revocation lists',
    },
  )
