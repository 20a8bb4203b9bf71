import { type Certificate, keyBelongsTo, readCertificate } from '#lib/protocols/x509/certificate.ts'
import type { Secret } from '#lib/secret.ts'
import type { Keep } from '#lib/wizard/step.ts'

export type PairNames = { readonly certificate: string; readonly key: string }

/**
 * What is kept of a certificate and its key. They are written key first and removed certificate first, so that a run that
 * dies in between leaves a key alone, which the next one takes up; a certificate without its key is damage.
 */
export type Pair =
  | { state: 'none' }
  | { state: 'key-alone'; key: Secret }
  | { state: 'damaged'; certificate: Certificate; key: Secret | undefined }
  | { state: 'whole'; certificate: Certificate; key: Secret }

export async function keptPair(keep: Keep, names: PairNames): Promise<Pair> {
  const pem = await keep.read(names.certificate)
  const key = await keep.readSecret(names.key)
  if (pem === undefined) return key ? { state: 'key-alone', key } : { state: 'none' }
  const certificate = readCertificate(pem)
  return key && keyBelongsTo(key, pem) ? { state: 'whole', certificate, key } : { state: 'damaged', certificate, key }
}

export async function removePair(keep: Keep, names: PairNames): Promise<void> {
  await keep.remove(names.certificate)
  await keep.remove(names.key)
}

/** Where what is about to be replaced stays: `pki/leaf.crt.20261123T101500Z`. */
export const previousName = (name: string, now = new Date()): string =>
  `${name}.${now.toISOString().replace(/[-:]|\.\d+/g, '')}`
