import type { X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { Failure } from '#lib/failure.ts'
import { certificateFailure } from './certificate-failure.ts'

export type ShownCertificate = { subject: string; issuer: string; sha256: string }

type Trust = { address: string; port: number; servername: string; ca: readonly string[] }

/** A TLS connection whose certificate holds for the name, up to one of the given roots and no others. `leaf` in DER. */
export async function verifiedTls(
  stream: Duplex,
  { address, port, servername, ca }: Trust,
): Promise<{ socket: TLSSocket; chain: ShownCertificate[]; leaf: Buffer | undefined }> {
  if (ca.length === 0)
    throw new Failure('invalid', {
      message: `There is no root certificate against which ${servername} could be verified.`,
      remedy: 'Make the PKI in Part 2 first.',
    })

  // Judged below, where more can be said of it; until then nothing is sent.
  const socket = connect({ socket: stream, servername, ca: [...ca], rejectUnauthorized: false, minVersion: 'TLSv1.2' })
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
  })
  socket.on('error', () => {})

  const chain = chainOf(socket.getPeerX509Certificate())
  if (socket.authorized) return { socket, chain: chain.map(shown), leaf: chain[0]?.raw }
  throw certificateFailure(String(socket.authorizationError), chain, { where: `${address}:${port}`, servername })
}

function chainOf(certificate: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = []
  for (let next = certificate; next && chain.length < 10; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break
    chain.push(next)
  }
  return chain
}

const shown = ({ subject, issuer, fingerprint256 }: X509Certificate): ShownCertificate => ({
  subject: subject.replaceAll('\n', ', '),
  issuer: issuer.replaceAll('\n', ', '),
  sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
})
