import { Failure } from '#lib/failure.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { ntlmChannelBinding, tlsServerEndPoint } from '#lib/protocols/ntlm/channel-binding.ts'
import { NtlmClient } from '#lib/protocols/ntlm/client.ts'
import type { Credential } from '#lib/protocols/ntlm/identity.ts'
import { post } from '#lib/protocols/wsman/http.ts'
import { OneSocketAgent } from '#lib/protocols/wsman/one-socket-agent.ts'
import { x509 } from '#lib/protocols/x509/peculiar.ts'
import { verifiedTls } from './verified-tls.ts'
import { within } from './within.ts'

export type UserPost = {
  dial: Dial
  address: string
  port: number
  servername: string
  path: string
  contentType: string
  body: string
  credential: Credential
  /** The only roots that are trusted, in PEM. */
  ca: readonly string[]
  timeoutMs: number
  signal?: AbortSignal
}

/**
 * One POST inside TLS, logged in by NTLMv2 that is bound to this very channel: the password leaves to nobody but the holder
 * of the certificate.
 * @throws Failure `unreachable`, `tls`, `auth-rejected`, `auth-unsupported`, `timed-out`, `protocol`
 */
export async function postAsUser(asked: UserPost): Promise<{ status: number; body: string }> {
  return await within(asked, async ({ dialled, at }) => {
    at('waiting for the TLS handshake')
    const { socket, leaf } = await verifiedTls(await dialled(), asked)
    at('waiting for the login')
    const agent = new OneSocketAgent(socket)
    const context = new NtlmClient({
      credential: asked.credential,
      host: asked.servername,
      ...(leaf && { channelBinding: ntlmChannelBinding(endPointOf(leaf)) }),
    })
    const send = (token: Uint8Array | undefined, body: string) =>
      post(agent, {
        host: asked.port === 443 ? asked.servername : `${asked.servername}:${asked.port}`,
        path: asked.path,
        headers: {
          'Content-Type': asked.contentType,
          ...(token && { Authorization: `NTLM ${Buffer.from(token).toString('base64')}` }),
        },
        body: Buffer.from(body),
        timeoutMs: asked.timeoutMs,
        signal: asked.signal,
      })
    const challenged = await send(context.step(undefined), '')
    const challenge = tokenIn(challenged.headers['www-authenticate'])
    if (challenged.status !== 401 || !challenge) throw offersNoNtlm(asked, challenged.status)
    const { status, body } = await send(context.step(challenge), asked.body)
    if (status === 401) throw rejected(asked)
    return { status, body: body.toString('utf8') }
  })
}

function endPointOf(leaf: Buffer): Buffer {
  const { hash } = new x509.X509Certificate(Uint8Array.from(leaf)).signatureAlgorithm
  return tlsServerEndPoint(leaf, hash?.name ?? 'SHA-256')
}

function tokenIn(header: string | undefined): Buffer | undefined {
  const token = /(?:^|,)\s*NTLM\s+([A-Za-z0-9+/]+=*)/i.exec(header ?? '')?.[1]
  return token ? Buffer.from(token, 'base64') : undefined
}

const where = ({ servername, path, address }: UserPost) => `https://${servername}${path} at ${address}`

const offersNoNtlm = (asked: UserPost, status: number) =>
  new Failure(status === 401 ? 'auth-unsupported' : 'protocol', {
    message: `${where(asked)} answered the login with HTTP ${status} and no NTLM challenge.`,
    remedy: 'Look at the authentication of this virtual directory: Windows authentication must be switched on.',
  })

const rejected = (asked: UserPost) =>
  new Failure('auth-rejected', {
    message: `${where(asked)} did not accept ${asked.credential.user} with the kept password.`,
    remedy:
      'Check the Windows password in Part 1, that the account is not locked, and Extended Protection on this virtual directory.',
  })
