import { createHash } from 'node:crypto'

/**
 * Ties the login to the TLS channel it runs in (RFC 5929 `tls-server-end-point`): MD5 of the gss_channel_bindings structure,
 * as [MS-NLMP] 2.2.2.1 wants it in MsvAvChannelBindings. `endPoint` is the hash of the server's certificate.
 */
export function ntlmChannelBinding(endPoint: Uint8Array): Buffer {
  const application = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), endPoint])
  const bindings = Buffer.alloc(20)
  bindings.writeUInt32LE(application.length, 16)
  return createHash('md5').update(bindings).update(application).digest()
}

/** The certificate's own hash algorithm, but SHA-256 where that is MD5 or SHA-1 (RFC 5929 section 4.1). */
export function tlsServerEndPoint(certificate: Uint8Array, signatureHash: string): Buffer {
  const weak = /^(md5|sha-?1)$/i.test(signatureHash)
  return createHash(weak ? 'sha256' : signatureHash.replace('-', '').toLowerCase())
    .update(certificate)
    .digest()
}
