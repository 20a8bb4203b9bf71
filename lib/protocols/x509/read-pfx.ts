import forge from 'node-forge'
import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import { type Asn1, bytesOf, childrenOf, fromDer, toDer } from './asn1.ts'
import { keyBelongsTo } from './certificate.ts'
import { toPem } from './pem.ts'
import { privateKeyOf } from './private-key.ts'

/** What a PKCS#12 file holds. Certificates in PEM; the key as PEM (PKCS#8). */
export type OpenedPfx = { leaf: string; others: string[]; key: Secret; friendlyName: string | undefined }

/** No PFX of one key is that long; Windows writes about four thousand octets. */
const longest = 200_000

/** Rounds of the MAC that are worked off before anything of the file is believed. Windows writes 2,000, OpenSSL 2,048. */
const mostRounds = 100_000

/**
 * Opens a PKCS#12 file (RFC 7292) of one RSA key and its certificates, as Windows, Exchange and OpenSSL write it. Its MAC
 * must hold. Throws `invalid` for anything else, whatever the bytes are; the password is of ASCII characters.
 */
export function readPfx(pfx: Uint8Array, password: Secret): OpenedPfx {
  try {
    return opened(pfx, password)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('invalid', {
      message: /MAC could not be verified/.test(String(error))
        ? 'The password does not open this PFX file, or the file is damaged.'
        : `This is not a PFX file that Fairlead can read: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Export the certificate again, with its private key.',
      cause: error,
    })
  }
}

function opened(pfx: Uint8Array, password: Secret): OpenedPfx {
  if (pfx.length > longest) throw new Error(`it has ${pfx.length} octets`)
  const file = fromDer(pfx)
  if (macRounds(file) > mostRounds) throw new Error(`its MAC has more than ${mostRounds} rounds`)
  const contents = forge.pkcs12.pkcs12FromAsn1(file, true, password.reveal())

  const bags = contents.safeContents.flatMap(({ safeBags }) => safeBags)
  const keys = bags.flatMap(({ key }) => (key ? [pkcs8(key)] : []))
  const certificates = bags.flatMap(({ cert }) => (cert ? [pemOf(forge.pki.certificateToAsn1(cert))] : []))
  const [key] = keys
  if (!key || keys.length > 1) throw new Error(`it holds ${keys.length} RSA keys; one is expected`)
  const leaf = certificates.find((pem) => keyBelongsTo(key, pem))
  if (!leaf) throw new Error('none of its certificates belongs to its key')
  return { leaf, others: certificates.filter((pem) => pem !== leaf), key, friendlyName: friendlyNameIn(bags) }
}

/** The last field of MacData; it is one where it is left out. */
function macRounds(file: Asn1): number {
  const [, , macData] = childrenOf(file)
  if (!macData) throw new Error('it bears no MAC')
  const [, , rounds] = childrenOf(macData)
  return rounds ? Number.parseInt(forge.util.bytesToHex(bytesOf(rounds)), 16) : 1
}

function pkcs8(key: forge.pki.rsa.PrivateKey): Secret {
  const pem = new Secret(forge.pki.privateKeyToPem(key))
  return new Secret(privateKeyOf(pem).export({ type: 'pkcs8', format: 'pem' }).toString())
}

const pemOf = (certificate: Asn1) => toPem(Buffer.from(toDer(certificate), 'binary'), 'CERTIFICATE')

function friendlyNameIn(bags: readonly forge.pkcs12.Bag[]): string | undefined {
  // Typed as anything; a text in each file that the library could read.
  const names = bags.flatMap(({ attributes }): unknown[] => attributes?.friendlyName ?? [])
  return names.find((name) => typeof name === 'string')
}
