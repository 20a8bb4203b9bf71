import { Failure } from '#lib/failure.ts'
import { ntlmChannelBinding } from '../ntlm/channel-binding.ts'
import { NtlmClient } from '../ntlm/client.ts'
import type { Credential } from '../ntlm/identity.ts'
import { urlOf, type WsmanEndpoint } from './endpoint.ts'
import { type HttpReply, post } from './http.ts'
import type { OneSocketAgent } from './one-socket-agent.ts'
import type { SecurityContext } from './security-context.ts'

const stepTimeoutMs = 15_000

/**
 * Logs in on a fresh connection: token for token in empty requests until the server answers 200. Returns the keys; none for
 * Basic, which has nothing to agree on. Throws `auth-rejected`, `auth-unsupported`, `encryption-required`.
 */
export async function authenticate(
  endpoint: WsmanEndpoint,
  agent: OneSocketAgent,
  endPoint: Uint8Array | undefined,
  signal: AbortSignal,
): Promise<SecurityContext | undefined> {
  const context = contextFor(endpoint, endPoint)
  if (!context) return undefined

  let token = await context.step(undefined)
  while (token) {
    const reply = await sendToken(endpoint, agent, `${context.scheme} ${Buffer.from(token).toString('base64')}`, signal)
    const answer = tokenIn(reply, context.scheme)
    if (reply.status === 401 && !answer) throw refused(endpoint, reply, context)
    if (reply.status !== 401 && reply.status !== 200) throw noWinRm(endpoint, reply)
    token = answer && (await context.step(answer))
    refuseUnapproved(endpoint, context)
    if (reply.status === 200) return context
  }
  throw new Failure('protocol', { message: `${urlOf(endpoint)} asked for more than the login has to say.` })
}

/** The header of every request where Basic is used. */
export function basicAuthorization({ login }: WsmanEndpoint): string | undefined {
  if (login.kind !== 'basic') return undefined
  return `Basic ${Buffer.from(`${login.credential.user}:${login.credential.password.reveal()}`, 'utf8').toString('base64')}`
}

function contextFor({ login, host }: WsmanEndpoint, endPoint: Uint8Array | undefined): SecurityContext | undefined {
  switch (login.kind) {
    case 'basic':
      return undefined
    case 'context':
      return login.create({ host, endPoint })
    case 'negotiate':
      return ntlm(login.credential, host, endPoint)
  }
}

function ntlm(credential: Credential, host: string, endPoint: Uint8Array | undefined): NtlmClient {
  return new NtlmClient({ credential, host, ...(endPoint && { channelBinding: ntlmChannelBinding(endPoint) }) })
}

function refuseUnapproved({ host, approved }: WsmanEndpoint, { server }: SecurityContext) {
  if (!approved || !server) return
  const same = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase()
  if (same(server.computer, approved.computer) && same(server.domain, approved.domain)) return
  throw new Failure('identity-changed', {
    message: `${host} calls itself ${server.domain}\\${server.computer}, but ${approved.domain}\\${approved.computer} was approved. Only the opening of the login was sent to it, nothing made from the password.`,
    remedy:
      'If the server was renamed or its address given to another one on purpose, approve it anew; if not, find out who answers there.',
  })
}

function sendToken(endpoint: WsmanEndpoint, agent: OneSocketAgent, authorization: string, signal: AbortSignal) {
  return post(agent, {
    host: `${endpoint.host}:${endpoint.port}`,
    path: endpoint.path,
    // IIS, before Exchange, refuses even an empty request without a type.
    headers: { Authorization: authorization, 'Content-Type': 'application/soap+xml;charset=UTF-8' },
    body: Buffer.alloc(0),
    timeoutMs: stepTimeoutMs,
    signal,
  })
}

/** Schemes that the server offers in `WWW-Authenticate`. */
export function offeredSchemes(reply: HttpReply): string[] {
  const header = reply.headers['www-authenticate'] ?? ''
  return [...header.matchAll(/(?:^|,)\s*([A-Za-z]+)(?=\s|,|$)/g)].map(([, scheme = '']) => scheme)
}

export function tokenIn(reply: HttpReply, scheme: string): Buffer | undefined {
  const header = reply.headers['www-authenticate'] ?? ''
  const token = new RegExp(`(?:^|,)\\s*${scheme}\\s+([A-Za-z0-9+/]+=*)`, 'i').exec(header)?.[1]
  return token ? Buffer.from(token, 'base64') : undefined
}

function refused(endpoint: WsmanEndpoint, reply: HttpReply, context: SecurityContext): Failure {
  const offered = offeredSchemes(reply)
  if (context.server || offered.includes(context.scheme)) return rejected(endpoint, context)
  return new Failure('auth-unsupported', {
    message: `${urlOf(endpoint)} does not offer ${context.scheme}; it offers ${offered.join(', ') || 'nothing'}.`,
    remedy:
      'Allow it on the server: winrm set winrm/config/service/auth @{Negotiate="true"}. Where a policy forbids NTLM, Kerberos is needed.',
  })
}

export function rejected(endpoint: WsmanEndpoint, context?: SecurityContext): Failure {
  const { login, host } = endpoint
  const user = login.kind === 'context' ? 'this login' : login.credential.user
  const domain = context?.server?.domain
  return new Failure('auth-rejected', {
    message: `${host} did not accept ${user} with the given password${domain ? ` (the server belongs to ${domain})` : ''}.`,
    remedy:
      'Check name and password (DOMAIN\\name for a domain account), that the account is not locked or expired, and that it is not in Protected Users or kept from NTLM by policy.',
  })
}

function noWinRm(endpoint: WsmanEndpoint, reply: HttpReply): Failure {
  if (reply.status === 503) {
    return new Failure('unreachable', {
      message: `${urlOf(endpoint)} answers 503: the service behind it is not running.`,
      remedy:
        'Start it on the server: Start-Service WinRM (on Exchange: the application pool MSExchangePowerShellAppPool).',
    })
  }
  return new Failure('protocol', {
    message: `${urlOf(endpoint)} answered the login with HTTP ${reply.status}.`,
    remedy: 'Check address, port and path; WinRM answers at /wsman, Exchange at /PowerShell/.',
  })
}
