import { Failure } from '#lib/failure.ts'
import type { Dial } from '../dial.ts'
import type { Credential } from '../ntlm/identity.ts'
import type { PsCommand } from '../psrp/command.ts'
import { PowerShellSession } from '../psrp/session.ts'
import { trustOf, type WindowsIdentity } from '../psrp/windows-session.ts'
import { WsmanTransport } from '../psrp/wsman-transport.ts'
import type { WsmanEndpoint } from '../wsman/endpoint.ts'
import { faultFailure, WsmanFault } from '../wsman/fault.ts'
import type { TlsTrust } from '../wsman/tls.ts'
import type { Diagnosis, ListenerFacts, PowerShellFacts, Quotas } from './diagnosis.ts'
import { exchangeAt, loginFacts, powershellFacts } from './facts.ts'
import { findingsOf } from './findings.ts'
import { type ListenerLook, type ListenerPlace, lookAtListener } from './listener.ts'
import { readQuotas } from './quotas.ts'

export type DoctorTarget = {
  dial: Dial
  host: string
  address?: string
  credential: Credential
  /** Whom to believe at the HTTPS listener; absent: the authorities that Node brings. */
  trust?: TlsTrust
  /** What a person approved: then only this listener is looked at, and it is logged in to by this or not at all. */
  identity?: WindowsIdentity
  /** Every pipeline before it is sent. */
  told?: (commands: readonly PsCommand[]) => void
  /** Absent: those of Windows. */
  ports?: { http: number; https: number; exchange: number }
}

/**
 * Finds out what a Windows server offers and what of it works: looks at its listeners, logs in at the first that can be
 * believed, and asks. Changes nothing. Fails only when it is cancelled; whatever else goes wrong is a finding.
 */
export async function diagnose(target: DoctorTarget, signal: AbortSignal): Promise<Diagnosis> {
  const { ports = { http: 5985, https: 5986, exchange: 80 }, identity } = target
  const { tls: trust } = identity ? trustOf(identity) : { tls: target.trust ?? { kind: 'authorities' as const } }
  const { dial, host, address = host } = target
  const place = (port: number, path: string): ListenerPlace => ({ dial, host, address, port, path })
  const listeners = [
    ...(!identity || !trust ? [place(ports.http, '/wsman')] : []),
    ...(trust ? [{ ...place(ports.https, '/wsman'), tls: trust }] : []),
  ]
  const looks = await Promise.all(listeners.map((listener) => lookAtListener(listener, signal)))
  const failures: Failure[] = []
  // Where a person has approved an identity, whether it is still the same is said by the login, which refuses another one.
  const chosen = identity ? looks.find(({ reachable }) => reachable) : choose(looks)
  const endpoint = chosen && endpointOf(target, chosen, trust)
  const asked = endpoint && (await ask(target, endpoint, failures, signal))
  if (!chosen) failures.push(nothingToLogInTo(host, looks))
  const exchangeLook =
    asked?.exchange && !identity ? [await lookAtListener(place(ports.exchange, '/PowerShell/'), signal)] : []

  const facts = {
    host,
    at: new Date().toISOString(),
    listeners: [...looks, ...exchangeLook].map(({ clockSkewMs: _, ...listener }): ListenerFacts => listener),
    login: asked && chosen ? loginFacts(chosen, target.credential, asked.transport) : null,
    clockSkewMs: looks.find(({ clockSkewMs }) => clockSkewMs !== null)?.clockSkewMs ?? null,
    powershell: asked?.powershell ?? null,
    quotas: asked?.quotas ?? null,
    exchange: asked?.exchange ?? null,
  }
  return { ...facts, findings: findingsOf(facts, failures) }
}

/** TLS where the certificate is believed, else HTTP with sealing, which every Windows Server has. */
function choose(looks: readonly ListenerLook[]): ListenerLook | undefined {
  return (
    looks.find(({ reachable, certificate }) => reachable && certificate?.believed) ??
    looks.find(({ reachable, transport }) => reachable && transport === 'http')
  )
}

function endpointOf(target: DoctorTarget, { port, transport }: ListenerLook, trust?: TlsTrust): WsmanEndpoint {
  const { dial, host, address = host, credential, identity } = target
  return {
    dial,
    host,
    address,
    port,
    path: '/wsman',
    login: { kind: 'negotiate', credential },
    ...(transport === 'https' && trust && { tls: trust }),
    ...(identity && trustOf(identity)),
  }
}

type Asked = {
  transport: WsmanTransport
  powershell: PowerShellFacts
  quotas: Quotas | null
  exchange: Diagnosis['exchange']
}

async function ask(
  { host, told = () => {} }: DoctorTarget,
  endpoint: WsmanEndpoint,
  failures: Failure[],
  signal: AbortSignal,
): Promise<Asked | undefined> {
  const transport = new WsmanTransport(endpoint)
  await using session = new PowerShellSession(host, () => transport)
  try {
    const { applicationData, version } = await session.open(signal)
    return {
      transport,
      powershell: powershellFacts(applicationData, version),
      quotas: await orNote(host, failures, signal, () => readQuotas(endpoint, signal)),
      exchange: await orNote(host, failures, signal, () => exchangeAt(session, told, signal)),
    }
  } catch (error) {
    signal.throwIfAborted()
    failures.push(Failure.from(error))
    return undefined
  }
}

async function orNote<T>(
  host: string,
  failures: Failure[],
  signal: AbortSignal,
  work: () => Promise<T | null>,
): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    failures.push(error instanceof WsmanFault ? faultFailure(error, host) : Failure.from(error))
    return null
  }
}

function nothingToLogInTo(host: string, looks: readonly ListenerLook[]): Failure {
  const doubted = looks.find(({ certificate }) => certificate && !certificate.believed)
  if (doubted?.certificate) {
    return new Failure('tls', {
      message: `Only port ${doubted.port} of ${host} answers, and its certificate is not believed: ${doubted.certificate.doubt}`,
      remedy: `If ${doubted.certificate.sha256} is this server's certificate, approve it.`,
    })
  }
  const tried = looks.map(({ port, problem }) => `port ${port}: ${problem ?? 'no answer'}`).join('; ')
  return new Failure('unreachable', {
    message: `WinRM of ${host} cannot be reached (${tried}).`,
    remedy: 'On the server: winrm quickconfig. On the way: let TCP 5985 or 5986 through.',
  })
}
