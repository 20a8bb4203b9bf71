import { kept } from '#lib/parts/kept-names.ts'
import { published } from '#lib/parts/published.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import type { Secret } from '#lib/secret.ts'
import type { Keep } from '#lib/wizard/step.ts'

/** What HAProxy loads beside its configuration. Certificates and CRLs in PEM, as the PKI keeps them. */
export type Certificates = {
  readonly leaf: string
  readonly intermediate: string
  readonly root: string
  readonly crls: readonly string[]
  /** DER of each published file, by its name in the URL. */
  readonly published: ReadonlyMap<string, Uint8Array>
}

/** What the PKI has kept; `undefined` for what is not there yet. */
export async function keptCertificates(keep: Keep) {
  const [leaf, intermediate, root, ...crls] = await Promise.all(
    [kept.leafCertificate, kept.intermediateCertificate, kept.rootCertificate, kept.rootCrl, kept.intermediateCrl].map(
      (name) => keep.read(name),
    ),
  )
  const key: Secret | undefined = await keep.readSecret(kept.leafKey)
  return { leaf, key, intermediate, root, crls: crls.filter((crl) => crl !== undefined) }
}

export async function publishedFiles(keep: Keep): Promise<Map<string, Uint8Array>> {
  const files = await Promise.all(published.map(async (file) => ({ name: file.name, pem: await keep.read(file.kept) })))
  return new Map(files.flatMap(({ name, pem }) => (pem ? [[name, derOf(pem, 'CERTIFICATE', 'X509 CRL')]] : [])))
}

/** Leaf first, as HAProxy wants it; the root is left out, clients have it. */
export const chainPem = ({ leaf, intermediate }: Certificates): string => `${leaf.trim()}\n${intermediate.trim()}\n`

/** Intermediate and root: HAProxy must build the chain also where IIS sends the leaf only. */
export const authorityPem = ({ intermediate, root }: Certificates): string => `${intermediate.trim()}\n${root.trim()}\n`

/** SHA-1 in upper-case hex, as HAProxy and Windows spell a thumbprint. */
export const thumbprint = ({ leaf }: Certificates): string => readCertificate(leaf).sha1
