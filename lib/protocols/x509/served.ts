import type { Duplex } from 'node:stream'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { Failure } from '#lib/failure.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { toPem } from './pem.ts'

type Asked = {
  dial(target: { address: string; port: number; signal?: AbortSignal }): Promise<Duplex>
  address: string
  port: number
  /** Server name indication: the name that clients would use. */
  servername: string
  signal?: AbortSignal
  timeoutMs?: number
}

/** What a server shows in its TLS handshake, leaf first, as it sent it: nothing is believed and nothing else is asked. */
export async function servedCertificate(asked: Asked): Promise<{ leaf: Certificate; chain: string[] }> {
  const { dial, address, port, servername, signal, timeoutMs = 10_000 } = asked
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])])
  let stream: Duplex | undefined
  try {
    stream = await dial({ address, port, signal: limit })
    const chain = await handshake(stream, servername, limit)
    const [leaf] = chain
    if (leaf) return { leaf: readCertificate(leaf), chain }
    throw new Error('no certificate was sent')
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Failure) throw error
    throw new Failure('tls', {
      message: `${address}:${port} showed no certificate for ${servername}: ${limit.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error)}`,
      remedy: 'Look whether a TLS service with a certificate listens there.',
      cause: error,
    })
  } finally {
    stream?.destroy()
  }
}

function handshake(stream: Duplex, servername: string, signal: AbortSignal): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>()
  // Old and new servers alike are looked at; whether to believe the certificate is for the caller to say.
  const socket = connect({ socket: stream, servername, rejectUnauthorized: false, minVersion: 'TLSv1' })
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  socket.once('secureConnect', () => resolve(sentChain(socket.getPeerCertificate(true))))
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('the connection was closed during the handshake')))
  return promise.finally(() => {
    signal.removeEventListener('abort', stop)
    socket.on('error', () => {})
    socket.destroy()
  })
}

function sentChain(certificate: Partial<DetailedPeerCertificate>): string[] {
  const { raw, issuerCertificate } = certificate
  if (!raw) return []
  const more = issuerCertificate && issuerCertificate !== certificate ? sentChain(issuerCertificate) : []
  return [toPem(raw, 'CERTIFICATE'), ...more]
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
