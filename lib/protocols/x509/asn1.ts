import forge from 'node-forge'

/** Words to write DER with. Octets are forge's binary strings, or buffers. */
export type Asn1 = forge.asn1.Asn1

const { asn1 } = forge
const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class

export const sequence = (...parts: Asn1[]): Asn1 => asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, parts)
export const set = (...parts: Asn1[]): Asn1 => asn1.create(UNIVERSAL, asn1.Type.SET, true, parts)
export const contextual = (...parts: Asn1[]): Asn1 => asn1.create(CONTEXT_SPECIFIC, 0, true, parts)
export const nil = (): Asn1 => asn1.create(UNIVERSAL, asn1.Type.NULL, false, '')

export const oid = (dotted: string): Asn1 =>
  asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(dotted).getBytes())

export const integer = (value: number): Asn1 =>
  asn1.create(UNIVERSAL, asn1.Type.INTEGER, false, asn1.integerToDer(value).getBytes())

export const octets = (bytes: string | Buffer): Asn1 =>
  asn1.create(UNIVERSAL, asn1.Type.OCTETSTRING, false, typeof bytes === 'string' ? bytes : bytes.toString('binary'))

/** [0] IMPLICIT OCTET STRING. */
export const contextualOctets = (bytes: string): Asn1 => asn1.create(CONTEXT_SPECIFIC, 0, false, bytes)

export const bits = (byte: number): Asn1 =>
  asn1.create(UNIVERSAL, asn1.Type.BITSTRING, false, `\0${String.fromCharCode(byte)}`)

/** A BMPString. Forge writes its value as UTF-16, big end first. */
export const utf16 = (text: string): Asn1 => asn1.create(UNIVERSAL, asn1.Type.BMPSTRING, false, text)

export const toDer = (node: Asn1): string => asn1.toDer(node).getBytes()
export const fromDer = (bytes: Uint8Array): Asn1 => asn1.fromDer(Buffer.from(bytes).toString('binary'))

export const childrenOf = ({ value }: Asn1): Asn1[] => {
  if (Array.isArray(value)) return value
  throw new Error('a list was expected in it')
}

export const bytesOf = ({ value }: Asn1 = nil()): string => {
  if (typeof value === 'string') return value
  throw new Error('octets were expected in it')
}
