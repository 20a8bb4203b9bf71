import { X509Certificate } from '@peculiar/x509'
import type { Duplex } from 'node:stream'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { Failure } from '#lib/failure.ts'
import { tlsServerEndPoint } from '../ntlm/channel-binding.ts'

/** Whom to believe: certificate authorities (PEM; absent: those that Node brings) and the name, or one certificate. */
export type TlsTrust = { kind: 'authorities'; pem?: readonly string[] } | { kind: 'pinned'; sha256: string }

export type Secured = { stream: TLSSocket; certificate: Buffer }

/** TLS 1.2 or later over a given stream. Throws `tls` before anything secret is sent where the server is not the right one. */
export async function secure(stream: Duplex, host: string, trust: TlsTrust): Promise<Secured> {
  const pinned = trust.kind === 'pinned'
  const secured = connect({
    socket: stream,
    ...(!/^[\d.:]+$/.test(host) && { servername: host }),
    ...(trust.kind === 'authorities' && trust.pem && { ca: [...trust.pem] }),
    minVersion: 'TLSv1.2',
    // Not "accept any": with a pin, the one certificate that is accepted is compared below.
    rejectUnauthorized: !pinned,
  })
  await handshake(secured, host)
  const { raw } = secured.getPeerCertificate()
  if (pinned && !sameFingerprint(fingerprintOf(secured.getPeerCertificate()), trust.sha256)) {
    secured.destroy()
    throw pinDiffers(host, fingerprintOf(secured.getPeerCertificate()), trust.sha256)
  }
  return { stream: secured, certificate: raw }
}

/** RFC 5929, of this very channel. */
export function endPointOf(certificate: Buffer): Buffer {
  const { hash } = new X509Certificate(certificate).signatureAlgorithm
  return tlsServerEndPoint(certificate, typeof hash === 'object' && hash && 'name' in hash ? String(hash.name) : 'SHA-256')
}
