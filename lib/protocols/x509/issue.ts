import { type KeyObject, randomBytes } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import type { Secret } from '#lib/secret.ts'
import { keyBelongsTo, parseCertificate } from './certificate.ts'
import { type DistinguishedName, toName } from './distinguished-name.ts'
import { x509 } from './peculiar.ts'
import { toPem } from './pem.ts'
import { publicKeyOf, signingAlgorithm, signingKeyOf } from './private-key.ts'

/** An authority that signs: its certificate in PEM and the key of it. */
export type Issuer = { certificate: string; key: Secret }

type Validity = { days: number; now?: Date }
/** Where clients fetch, over plain http, the issuer's CRL and the issuer's certificate, both in DER. */
type Published = { crlUrl: string; issuerUrl: string }

/** A self-signed root in PEM, without CRL distribution point: nobody could revoke it (RFC 5280, 4.2.1.13). */
export async function issueRoot(wanted: { subject: DistinguishedName; key: Secret } & Validity): Promise<string> {
  const { subject, key, days, now = new Date() } = wanted
  const publicKey = publicKeyOf(key)
  const name = toName(subject)
  return create({ subject: name, issuer: name, publicKey, signer: key, ...validity(days, now) }, [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(caUsages, true),
  ])
}

/** An authority below `issuer` that may sign leaves only (path length 0). */
export async function issueIntermediate(
  wanted: { subject: DistinguishedName; key: Secret; issuer: Issuer } & Validity & Published,
): Promise<string> {
  return issueBelow(wanted.issuer, { ...wanted, publicKey: publicKeyOf(wanted.key) }, [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(caUsages, true),
  ])
}

/** A certificate for servers of these DNS names. `publicKey` comes from a key of ours or from a request that was inspected. */
export async function issueLeaf(
  wanted: { subject: DistinguishedName; names: readonly string[]; publicKey: KeyObject; issuer: Issuer } & Validity &
    Published,
): Promise<string> {
  return issueBelow(wanted.issuer, wanted, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(wanted.names.map((value) => ({ type: 'dns' as const, value }))),
  ])
}

const caUsages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign

type Below = { subject: DistinguishedName; publicKey: KeyObject } & Validity & Published

async function issueBelow(issuer: Issuer, wanted: Below, extensions: x509.Extension[]): Promise<string> {
  const authority = parseCertificate(issuer.certificate)
  if (!keyBelongsTo(issuer.key, issuer.certificate))
    throw new Failure('invalid', {
      message: `The kept key does not belong to the certificate of ${authority.subject}; nothing was signed with it.`,
      remedy: 'Restore the key and the certificate from the same backup.',
    })
  const ski = authority.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId
  if (!ski) throw new Failure('invalid', { message: `${authority.subject} has no subject key identifier.` })
  return create(
    {
      subject: toName(wanted.subject),
      issuer: authority.subjectName,
      publicKey: wanted.publicKey,
      signer: issuer.key,
      ...within(authority, validity(wanted.days, wanted.now ?? new Date())),
    },
    [
      ...extensions,
      new x509.AuthorityKeyIdentifierExtension(ski),
      new x509.CRLDistributionPointsExtension([wanted.crlUrl]),
      new x509.AuthorityInfoAccessExtension({ caIssuers: wanted.issuerUrl }),
    ],
  )
}

type Wanted = {
  subject: x509.Name
  issuer: x509.Name
  publicKey: KeyObject
  signer: Secret
  notBefore: Date
  notAfter: Date
}

async function create({ publicKey, signer, ...wanted }: Wanted, extensions: x509.Extension[]): Promise<string> {
  const spki = new x509.PublicKey(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })))
  const certificate = await x509.X509CertificateGenerator.create({
    ...wanted,
    serialNumber: newSerial(),
    publicKey: spki,
    signingKey: await signingKeyOf(signer),
    signingAlgorithm,
    extensions: [...extensions, await x509.SubjectKeyIdentifierExtension.create(spki)],
  })
  return toPem(certificate.rawData, 'CERTIFICATE')
}

/** 126 random bits in sixteen octets, positive and without a leading zero. */
function newSerial(): string {
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  return serial.toString('hex')
}

/** Backdated by an hour: clocks of freshly made machines lag, and a certificate of the future is refused. */
const backdatedMs = 3_600_000

export function validity(days: number, now: Date): { notBefore: Date; notAfter: Date } {
  const second = Math.floor(now.getTime() / 1000) * 1000
  return { notBefore: new Date(second - backdatedMs), notAfter: new Date(second + days * 86_400_000) }
}

/** Nothing outlives what signed it: Windows refuses the rest of such a life anyway. */
function within(authority: x509.X509Certificate, wanted: { notBefore: Date; notAfter: Date }) {
  const notBefore = new Date(Math.max(wanted.notBefore.getTime(), authority.notBefore.getTime()))
  const notAfter = new Date(Math.min(wanted.notAfter.getTime(), authority.notAfter.getTime()))
  if (notBefore < notAfter) return { notBefore, notAfter }
  throw new Failure('invalid', {
    message: `${authority.subject} expired on ${authority.notAfter.toISOString()}; nothing can be signed by it any more.`,
    remedy: 'Renew this authority first.',
  })
}
