import { Failure } from '#lib/failure.ts'
import { keyBelongsTo, parseCertificate, upperHex } from './certificate.ts'
import { fieldsOf, nameText } from './distinguished-name.ts'
import { type Issuer, validity } from './issue.ts'
import { x509 } from './peculiar.ts'
import { derOf, toPem } from './pem.ts'
import { signingAlgorithm, signingKeyOf } from './private-key.ts'
import { reading, readingAsync } from './reading.ts'

/** Reasons of RFC 5280, 5.3.1 that an administrator may give. */
export const revocationReasons = {
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const

export type Revocation = { serial: string; at: Date; reason: keyof typeof revocationReasons }

export type Crl = {
  pem: string
  issuer: string
  number: bigint | undefined
  thisUpdate: Date
  /** Absent in a list that promises no successor; such a list proves nothing for long. */
  nextUpdate: Date | undefined
  revoked: { serial: string; at: Date; reason: string | undefined }[]
  aki: string | undefined
}

/** A complete list in PEM. `number` must be greater than that of every list issued before (RFC 5280, 5.2.3). */
export async function issueCrl(wanted: {
  issuer: Issuer
  number: bigint
  days: number
  revoked?: readonly Revocation[]
  now?: Date
}): Promise<string> {
  const { issuer, number, days, revoked = [], now = new Date() } = wanted
  const authority = parseCertificate(issuer.certificate)
  const ski = authority.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId
  if (!ski || !keyBelongsTo(issuer.key, issuer.certificate))
    throw new Failure('invalid', {
      message: `The kept key does not belong to the certificate of ${authority.subject}; no CRL was signed with it.`,
      remedy: 'Restore the key and the certificate from the same backup.',
    })
  const { notBefore, notAfter } = validity(days, now)
  const crl = await x509.X509CrlGenerator.create({
    issuer: authority.subjectName,
    thisUpdate: notBefore,
    nextUpdate: notAfter,
    entries: revoked.map(({ serial, at, reason }) => ({
      serialNumber: serial,
      revocationDate: at,
      reason: revocationReasons[reason],
    })),
    extensions: [new x509.AuthorityKeyIdentifierExtension(ski), new x509.Extension(crlNumber, false, integer(number))],
    signingAlgorithm,
    signingKey: await signingKeyOf(issuer.key),
  })
  return toPem(crl.rawData, 'X509 CRL')
}

/** Reads one CRL. Throws `invalid` for anything else, whatever the bytes are. */
export function readCrl(pem: string): Crl {
  return reading('CRL', () => {
    const crl = parseCrl(pem)
    const number = crl.getExtension(crlNumber)
    return {
      pem: toPem(crl.rawData, 'X509 CRL'),
      issuer: nameText(fieldsOf(crl.issuerName)),
      number: number ? integerIn(Buffer.from(number.value)) : undefined,
      thisUpdate: crl.thisUpdate,
      nextUpdate: crl.nextUpdate,
      revoked: crl.entries.map((entry) => ({
        serial: upperHex(entry.serialNumber),
        at: entry.revocationDate,
        reason: entry.reason === undefined ? undefined : x509.X509CrlReason[entry.reason],
      })),
      aki: crl.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId?.toUpperCase(),
    }
  })
}

/** Whether the holder of this certificate signed the list. */
export function isCrlOf(crlPem: string, certificatePem: string): Promise<boolean> {
  const { publicKey } = parseCertificate(certificatePem)
  return readingAsync('CRL', () => parseCrl(crlPem).verify({ publicKey }))
}

export const parseCrl = (pem: string): x509.X509Crl => reading('CRL', () => new x509.X509Crl(derOf(pem, 'X509 CRL')))

const crlNumber = '2.5.29.20'

/** DER INTEGER, positive, of at most 20 octets (RFC 5280, 5.2.3). */
function integer(value: bigint): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16)
  const even = hex.length % 2 ? `0${hex}` : hex
  const octets = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
  return new Uint8Array([0x02, octets.length, ...octets])
}

function integerIn(der: Buffer): bigint {
  const octets = der.subarray(2)
  if (der[0] !== 0x02 || der[1] !== octets.length || octets.length < 1 || octets.length > 20)
    throw new Error('its CRL number is no integer')
  return BigInt(`0x${octets.toString('hex')}`)
}
