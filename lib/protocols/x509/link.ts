import type { KeyObject } from 'node:crypto'
import { keyIn } from './certificate.ts'
import { commonNameOf, fieldsOf, nameText } from './distinguished-name.ts'
import type { x509 } from './peculiar.ts'

export type ChainFaultCode =
  | 'not-yet-valid'
  | 'expired'
  | 'issuer'
  | 'signature'
  | 'weak'
  | 'not-a-ca'
  | 'path-length'
  | 'key-usage'
  | 'extended-key-usage'
  | 'name'
  | 'critical-extension'
  | 'revoked'
  | 'crl-missing'
  | 'crl-not-yet-valid'
  | 'crl-expired'
  | 'crl-signature'

/** What is wrong, with which certificate: `message` is a sentence that names it. */
export type ChainFault = { code: ChainFaultCode; subject: string; message: string }

/** One certificate of a chain, and a way to complain about it. */
export type Link = {
  certificate: x509.X509Certificate
  key: KeyObject
  subject: string
  issuer: string
  fault(code: ChainFaultCode, what: string): ChainFault
}

export function linkOf(certificate: x509.X509Certificate): Link {
  const fields = fieldsOf(certificate.subjectName)
  const subject = commonNameOf(fields) ?? nameText(fields)
  return {
    certificate,
    key: keyIn(certificate),
    subject,
    issuer: nameText(fieldsOf(certificate.issuerName)),
    fault: (code, what) => ({ code, subject, message: `The certificate of ${subject} ${what}.` }),
  }
}
