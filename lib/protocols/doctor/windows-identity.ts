import { Failure } from '#lib/failure.ts'
import type { Dial } from '../dial.ts'
import type { Certificate } from '../x509/certificate.ts'
import { servedCertificate } from '../x509/served.ts'
import { lookAtListener } from './listener.ts'

/** What a Windows server shows before anybody logs in: the certificate of its HTTPS listener, else the names it gives. */
export type ShownIdentity =
  | { kind: 'certificate'; certificate: Certificate }
  | {
      kind: 'name'
      computer: string
      domain: string
      dnsComputer: string | null
      dnsDomain: string | null
      /** Why no certificate was seen. */
      noCertificate: string
    }

type Asked = { dial: Dial; host: string; address: string; ports?: { http: number; https: number } }

/**
 * Asks without logging in. On 5986 nothing but the TLS handshake is sent, and the server proves to hold the certificate's
 * key. Only where that does not come about, the opening of an NTLM login is sent to 5985: the names that come back are
 * claims, which nothing proves before the login. Throws `unreachable` where neither answers.
 */
export async function readWindowsIdentity(asked: Asked, signal: AbortSignal): Promise<ShownIdentity> {
  const { dial, host, address, ports = { http: 5985, https: 5986 } } = asked
  try {
    const { leaf } = await servedCertificate({ dial, address, port: ports.https, servername: host, signal })
    return { kind: 'certificate', certificate: leaf }
  } catch (error) {
    signal.throwIfAborted()
    const noCertificate = reasonOf(error)
    const { claims, problem } = await lookAtListener({ dial, host, address, port: ports.http, path: '/wsman' }, signal)
    if (problem !== null) throw unreachable(host, ports, noCertificate, problem)
    const [computer, domain] = [nameIn(claims?.computer), nameIn(claims?.domain)]
    if (!computer || !domain) throw nameless(host, ports.http)
    const [dnsComputer, dnsDomain] = [nameIn(claims?.dnsComputer), nameIn(claims?.dnsDomain)]
    return { kind: 'name', computer, domain, dnsComputer, dnsDomain, noCertificate }
  }
}

/** What a stranger says is shown to a person and compared: only what can be a name is taken for one. */
function nameIn(claim: string | null | undefined): string | null {
  return claim && /^[^\\/:*?"<>|,\s\p{C}]{1,255}$/u.test(claim) ? claim : null
}

function unreachable(host: string, ports: { http: number; https: number }, https: string, http: string): Failure {
  return new Failure('unreachable', {
    message: `WinRM of ${host} cannot be reached (port ${ports.https}: ${https}; port ${ports.http}: ${http}).`,
    remedy: 'On the server: winrm quickconfig. On the way: let TCP 5986 or 5985 through.',
  })
}

function nameless(host: string, port: number): Failure {
  return new Failure('protocol', {
    message: `${host} answers at port ${port}, but not with the names that a Windows server gives in an NTLM login.`,
    remedy:
      'Check the address, and that WinRM offers Negotiate: winrm get winrm/config/service/auth. Where a policy forbids NTLM, give WinRM an HTTPS listener on 5986.',
  })
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Failure && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
