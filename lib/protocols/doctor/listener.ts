import type { Duplex } from 'node:stream'
import { Failure } from '#lib/failure.ts'
import type { Dial } from '../dial.ts'
import { avId, avText, decodeAvPairs } from '../ntlm/av-pairs.ts'
import { decodeFileTime } from '../ntlm/file-time.ts'
import { askedFlags } from '../ntlm/flags.ts'
import { decodeChallenge, encodeNegotiate } from '../ntlm/messages.ts'
import { offeredSchemes, tokenIn } from '../wsman/authenticate.ts'
import { type HttpReply, post } from '../wsman/http.ts'
import { OneSocketAgent } from '../wsman/one-socket-agent.ts'
import { secure, type TlsTrust } from '../wsman/tls.ts'
import { servedCertificate } from '../x509/served.ts'
import type { CertificateFacts, ListenerFacts, ServerClaims } from './diagnosis.ts'

export type ListenerPlace = {
  dial: Dial
  host: string
  address: string
  port: number
  path: string
  /** Whom to believe at an HTTPS listener; absent: it is an HTTP listener. */
  tls?: TlsTrust
}

export type ListenerLook = ListenerFacts & { clockSkewMs: number | null }

const lookTimeoutMs = 10_000

/** Looks at one listener without logging in: sends nothing that is secret, and believes nothing that it is told. */
export async function lookAtListener(place: ListenerPlace, signal: AbortSignal): Promise<ListenerLook> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(lookTimeoutMs)])
  const facts: ListenerLook = {
    port: place.port,
    transport: place.tls ? 'https' : 'http',
    path: place.path,
    reachable: false,
    offers: [],
    claims: null,
    certificate: null,
    problem: null,
    clockSkewMs: null,
  }
  let stream: Duplex | undefined
  try {
    if (place.tls) facts.certificate = await certificateAt(place, place.tls, limit)
    stream = await connected(place, facts.certificate, limit)
    const agent = new OneSocketAgent(stream)
    facts.reachable = true
    facts.offers = offeredSchemes(await ask(agent, place, {}, limit))
    const negotiate = encodeNegotiate({ flags: askedFlags }).toString('base64')
    if (facts.offers.includes('Negotiate')) {
      Object.assign(facts, told(await ask(agent, place, { Authorization: `Negotiate ${negotiate}` }, limit)))
    }
  } catch (error) {
    signal.throwIfAborted()
    facts.problem = limit.aborted ? `no answer within ${lookTimeoutMs / 1000} s` : messageOf(error)
  } finally {
    stream?.destroy()
  }
  return facts
}

async function certificateAt(place: ListenerPlace, trust: TlsTrust, signal: AbortSignal): Promise<CertificateFacts> {
  const { leaf } = await servedCertificate({ ...place, servername: place.host, signal })
  const { sha256, subject, names, notAfter } = leaf
  const doubt = await doubtOf(place, trust, signal)
  return { sha256, subject, names, notAfter: notAfter.toISOString(), believed: doubt === null, doubt }
}

async function doubtOf(place: ListenerPlace, trust: TlsTrust, signal: AbortSignal): Promise<string | null> {
  const stream = await dialled(place, signal)
  try {
    await secure(stream, place.host, trust, signal)
    return null
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  } finally {
    stream.destroy()
  }
}

async function connected(
  place: ListenerPlace,
  certificate: CertificateFacts | null,
  signal: AbortSignal,
): Promise<Duplex> {
  const stream = await dialled(place, signal)
  if (!certificate) return stream
  // The certificate is only looked at here, so the one that was just shown will do.
  return (await secure(stream, place.host, { kind: 'pinned', sha256: certificate.sha256 }, signal)).stream
}

async function dialled({ dial, address, port }: ListenerPlace, signal: AbortSignal): Promise<Duplex> {
  const stream = await dial({ address, port, signal })
  stream.on('error', () => {})
  return stream
}

function ask(agent: OneSocketAgent, place: ListenerPlace, headers: Record<string, string>, signal: AbortSignal) {
  return post(agent, {
    host: `${place.host}:${place.port}`,
    path: place.path,
    headers: { 'Content-Type': 'application/soap+xml;charset=UTF-8', ...headers },
    body: Buffer.alloc(0),
    timeoutMs: lookTimeoutMs,
    signal,
  })
}

function told(reply: HttpReply): { claims: ServerClaims; clockSkewMs: number | null } | undefined {
  const token = tokenIn(reply, 'Negotiate')
  if (!token) return undefined
  const pairs = decodeAvPairs(decodeChallenge(token).targetInfo)
  const text = (id: number) => avText(pairs, id) ?? null
  const time = pairs.get(avId.timestamp)
  return {
    claims: {
      computer: text(avId.computerName),
      domain: text(avId.domainName),
      dnsComputer: text(avId.dnsComputerName),
      dnsDomain: text(avId.dnsDomainName),
    },
    clockSkewMs: time?.length === 8 ? decodeFileTime(time).getTime() - Date.now() : null,
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
