import { Failure } from '#lib/failure.ts'
import { issueLeaf } from './issue.ts'
import { x509 } from './peculiar.ts'
import { type CertificateRequest, readRequest } from './request.ts'

export type RequestFault = {
  code:
    | 'signature'
    | 'key-type'
    | 'key-size'
    | 'exponent'
    | 'no-name'
    | 'name'
    | 'name-type'
    | 'authority'
    | 'extension'
  message: string
}

/** What an authority must know of a request before it signs: it certifies names that it was told, not names that it was sent. */
export function inspectRequest(request: CertificateRequest, allowedNames: readonly string[]): RequestFault[] {
  return [
    ...(request.signed ? [] : [fault('signature', 'The request is not signed by the key that it asks to certify.')]),
    ...keyFaults(request),
    ...nameFaults(request, allowedNames),
    ...extensionFaults(request),
  ]
}

/** Signs a request that passes the inspection; anything else is refused with every reason (`invalid`). */
export async function issueFromRequest(
  wanted: { request: string; allowedNames: readonly string[] } & Omit<
    Parameters<typeof issueLeaf>[0],
    'publicKey' | 'names'
  >,
): Promise<string> {
  const request = await readRequest(wanted.request)
  const faults = inspectRequest(request, wanted.allowedNames)
  if (faults.length > 0)
    throw new Failure('invalid', {
      message: `The certificate request for ${request.subject} was refused. ${faults.map(({ message }) => message).join(' ')}`,
      remedy: 'Make a new request with an RSA key of 2048 bits and the names of this lab only.',
    })
  return issueLeaf({ ...wanted, names: namesOf(request), publicKey: request.publicKey })
}

const fault = (code: RequestFault['code'], message: string): RequestFault => ({ code, message })

/** The common name counts as a name: clients of old read it there. */
function namesOf({ commonName, names }: CertificateRequest): string[] {
  return [...new Set([...(commonName ? [commonName.toLowerCase()] : []), ...names])]
}

function keyFaults({ publicKey }: CertificateRequest): RequestFault[] {
  const { modulusLength: bits = 0, publicExponent = 0n } = publicKey.asymmetricKeyDetails ?? {}
  if (publicKey.asymmetricKeyType !== 'rsa')
    return [fault('key-type', `The key is ${publicKey.asymmetricKeyType}; Exchange 2013 works with RSA only.`)]
  if (bits < 2048 || bits > 8192) return [fault('key-size', `The RSA key has ${bits} bits; it must have 2048 to 8192.`)]
  if (publicExponent < 65537n || publicExponent % 2n === 0n)
    return [fault('exponent', `The RSA key has the public exponent ${publicExponent}; 65537 is safe.`)]
  return []
}

function nameFaults(request: CertificateRequest, allowed: readonly string[]): RequestFault[] {
  const names = namesOf(request)
  if (names.length === 0) return [fault('no-name', 'The request names no server.')]
  const strange = names.filter((name) => !allowed.includes(name))
  return strange.map((name) => fault('name', `It asks for ${JSON.stringify(name)}, which is not a name of this lab.`))
}

/** Asked for by New-ExchangeCertificate, certreq and OpenSSL, and without effect: what is issued is decided here. */
const harmless = [
  '2.5.29.14', // subject key identifier
  '1.3.6.1.4.1.311.20.2', // template name
  '1.3.6.1.4.1.311.21.7', // template
  '1.3.6.1.4.1.311.21.10', // application policies
  '1.2.840.113549.1.9.15', // S/MIME capabilities
]

function extensionFaults({ extensions }: CertificateRequest): RequestFault[] {
  const twice = extensions.filter(({ type }, index) => extensions.findIndex((other) => other.type === type) < index)
  return [
    ...twice.map(({ type }) => fault('extension', `It asks for the extension ${type} twice.`)),
    ...extensions.flatMap(extensionFault),
  ]
}

function extensionFault(extension: x509.Extension): RequestFault[] {
  if (extension instanceof x509.SubjectAlternativeNameExtension) {
    const strange = extension.names.items.filter(({ type }) => type !== 'dns')
    return strange.map(({ type, value }) =>
      fault('name-type', `It asks for the ${type} name ${JSON.stringify(value)}.`),
    )
  }
  if (extension instanceof x509.BasicConstraintsExtension)
    return extension.ca ? [fault('authority', 'It asks to become an authority (CA:TRUE).')] : []
  if (extension instanceof x509.KeyUsagesExtension) {
    const signs = extension.usages & (x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign)
    return signs ? [fault('authority', 'It asks for the right to sign certificates or CRLs.')] : []
  }
  if (extension instanceof x509.ExtendedKeyUsageExtension) return usageFaults(extension)
  return harmless.includes(extension.type) ? [] : [fault('extension', `It asks for the extension ${extension.type}.`)]
}

function usageFaults({ usages }: x509.ExtendedKeyUsageExtension): RequestFault[] {
  const servers: string[] = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]
  return usages
    .map(String)
    .filter((usage) => !servers.includes(usage))
    .map((usage) => fault('extension', `It asks for the extended key usage ${usage}.`))
}
