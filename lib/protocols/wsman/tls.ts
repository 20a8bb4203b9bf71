import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { Failure } from '#lib/failure.ts'
import { tlsServerEndPoint } from '../ntlm/channel-binding.ts'
import { x509 } from '../x509/peculiar.ts'

/** Whom to believe: certificate authorities (PEM; absent: those that Node brings) and the name, or one certificate. */
export type TlsTrust = { kind: 'authorities'; pem?: readonly string[] } | { kind: 'pinned'; sha256: string }

export type Secured = {
  stream: TLSSocket
  /** `tls-server-end-point` of RFC 5929: ties the login to this very channel. */
  endPoint: Buffer
}

/** TLS 1.2 or later over a given stream. Throws `tls`, or `identity-changed` of a pin, before anything is said. */
export async function secure(stream: Duplex, host: string, trust: TlsTrust, signal: AbortSignal): Promise<Secured> {
  const pinned = trust.kind === 'pinned'
  const secured = connect({
    socket: stream,
    ...(!isAddress(host) && { servername: host }),
    host,
    ...(trust.kind === 'authorities' && trust.pem && { ca: [...trust.pem] }),
    minVersion: 'TLSv1.2',
    // Not "accept any": the one certificate that a pin allows is compared below, before a byte is sent.
    rejectUnauthorized: !pinned,
  })
  await handshake(secured, host, signal)
  const { raw, fingerprint256 } = secured.getPeerCertificate()
  if (pinned && digits(fingerprint256) !== digits(trust.sha256)) {
    secured.destroy()
    throw pinDiffers(host, fingerprint256, trust.sha256)
  }
  return { stream: secured, endPoint: endPointOf(raw) }
}

async function handshake(secured: TLSSocket, host: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = () => reject(signal.reason)
  secured.once('secureConnect', resolve)
  secured.on('error', reject)
  secured.once('close', () => reject(new Error('the connection was closed during the handshake')))
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    await promise
  } catch (cause) {
    secured.destroy()
    if (signal.aborted) throw signal.reason
    throw notBelieved(host, cause)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function notBelieved(host: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  // Node adds advice of its own, which is none for an administrator.
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/; if the root CA .*$/, '')
  const remedy =
    remedies[code] ?? 'Check that WinRM listens with HTTPS at this port: winrm enumerate winrm/config/listener.'
  return new Failure('tls', { message: `The TLS connection to ${host} was not made: ${reason}`, remedy, cause })
}

const approve = 'Approve the certificate that this server shows, or give the authority that issued it.'
const remedies: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: approve,
  SELF_SIGNED_CERT_IN_CHAIN: approve,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: approve,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: approve,
  CERT_HAS_EXPIRED: "Bind a certificate that is still valid to the server's HTTPS listener.",
  CERT_NOT_YET_VALID: 'Compare the clocks of this machine and the server.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Call the server by a name that its certificate holds, or approve this very certificate.',
}

function pinDiffers(host: string, shown: string, approved: string): Failure {
  return new Failure('identity-changed', {
    message: `${host} shows another certificate than the approved one: SHA-256 ${digits(shown).toUpperCase()} instead of ${digits(approved).toUpperCase()}. Nothing was sent to it but the TLS handshake.`,
    remedy:
      'If the certificate was renewed on purpose, approve the new one; if not, find out who answers at this address.',
  })
}

function endPointOf(certificate: Buffer): Buffer {
  const { hash } = new x509.X509Certificate(Uint8Array.from(certificate)).signatureAlgorithm
  return tlsServerEndPoint(certificate, hash?.name ?? 'SHA-256')
}

const digits = (fingerprint: string) => fingerprint.replaceAll(/[^0-9a-f]/gi, '').toLowerCase()
const isAddress = (host: string) => /^[\d.]+$/.test(host) || host.includes(':')
