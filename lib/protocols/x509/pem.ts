import { Failure } from '#lib/failure.ts'

/** Labels of RFC 7468, and the one that Windows writes over its requests. */
export type PemLabel = 'CERTIFICATE' | 'X509 CRL' | 'CERTIFICATE REQUEST' | 'NEW CERTIFICATE REQUEST'

/** Longest text that is looked at: ten thousand revoked certificates fit, a mistaken disk image does not. */
const longest = 1_000_000

/** PEM as OpenSSL writes it: 64 columns and a newline at the end, so that files can be joined. */
export function toPem(der: ArrayBuffer | Uint8Array, label: PemLabel): string {
  const bytes = der instanceof Uint8Array ? Buffer.from(der) : Buffer.from(new Uint8Array(der))
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** The bytes of the one block with one of these labels; text around it, as OpenSSL prints it, is passed over. */
export function derOf(pem: string, ...labels: readonly PemLabel[]): Buffer<ArrayBuffer> {
  const [block, ...more] = pemBlocks(pem, ...labels)
  if (block && more.length === 0) return block
  throw new Failure('invalid', {
    message: block
      ? `There are ${more.length + 1} blocks BEGIN ${labels[0]} where one is expected.`
      : `There is no block BEGIN ${labels[0]} in this text.`,
    remedy: `Give the PEM text of one ${labels[0]}, from its BEGIN line to its END line.`,
  })
}

/** The bytes of every block with one of these labels, in order. */
export function pemBlocks(pem: string, ...labels: readonly PemLabel[]): Buffer<ArrayBuffer>[] {
  if (pem.length > longest)
    throw new Failure('invalid', {
      message: `This text has ${pem.length} characters; no ${labels[0]} is that long.`,
      remedy: 'Look whether the right file was chosen.',
    })
  const begin = new RegExp(`-----BEGIN (${labels.join('|')})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----`, 'g')
  return Array.from(pem.matchAll(begin), ([, , base64 = '']) => wholeDer(Buffer.from(base64, 'base64')))
}

/** Parsers pass over what follows the outermost SEQUENCE; a signature covers none of it, so it is refused here. */
function wholeDer(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  const first = bytes[1] ?? 0x80
  const octets = first > 0x80 ? first - 0x80 : 0
  const length = octets > 0 && octets <= 4 && bytes.length >= 6 ? bytes.readUIntBE(2, octets) : first
  if (bytes[0] === 0x30 && first !== 0x80 && 2 + octets + length === bytes.length) return bytes
  throw new Failure('invalid', {
    message: 'The base64 between the BEGIN and END lines is cut off, damaged or not DER.',
    remedy: 'Copy the whole text again, from its BEGIN line to its END line.',
  })
}
