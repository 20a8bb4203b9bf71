import { Failure, type FailureCode } from '#lib/failure.ts'
import { ns } from './namespaces.ts'
import { child, descendant, type XmlElement } from './xml.ts'

/** Codes of wsmerror.h and Win32 that mean something to us. */
export const faultCode = {
  operationTimeout: 2150858793,
  shellNotFound: 2150858843,
  accessDenied: 5,
  aborted: 995,
  busy: 170,
} as const

/** A SOAP fault: the server understood, and says no. */
export class WsmanFault extends Error {
  readonly code: number | undefined
  /** Local name: `InvalidSelectors`, `TimedOut`, `QuotaLimit`. */
  readonly subcode: string

  constructor(code: number | undefined, subcode: string, reason: string) {
    super(reason)
    this.name = 'WsmanFault'
    this.code = code
    this.subcode = subcode
  }
}

/** `undefined` where the body is no fault. */
export function readFault(body: XmlElement): WsmanFault | undefined {
  const fault = child(body, ns.soap, 'Fault')
  if (!fault) return undefined

  const detail = descendant(fault, ns.fault, 'WSManFault')
  const code = Number(detail?.attributes.Code)
  const subcode = child(child(child(fault, ns.soap, 'Code'), ns.soap, 'Subcode'), ns.soap, 'Value')?.text ?? ''
  const reason = child(child(fault, ns.soap, 'Reason'), ns.soap, 'Text')?.text
  // The innermost message is the provider's own; the reason above it is often only "the provider failed".
  const text = (detail && innermostMessage(detail)) || reason || 'The server gave no reason.'
  return new WsmanFault(
    code > 0 ? code : undefined,
    subcode.replace(/^.*:/, '').trim(),
    text.replaceAll(/\s+/g, ' ').trim(),
  )
}

export function faultFailure(fault: WsmanFault, host: string): Failure {
  const { code, remedy } = reading(fault)
  const number = fault.code === undefined ? fault.subcode : `${fault.code}`
  return new Failure(code, { message: `${host} refused: ${fault.message} (${number})`, remedy, cause: fault })
}

function innermostMessage(element: XmlElement): string {
  const deeper = element.children.map(innermostMessage).findLast(Boolean)
  return deeper ?? (element.name === 'Message' || element.name === 'ProviderFault' ? element.text.trim() : '')
}

function reading({ code = 0, subcode }: WsmanFault): { code: FailureCode; remedy: string } {
  if (code === faultCode.accessDenied || subcode === 'AccessDenied') return readings.accessDenied
  if (quotas.has(code) || subcode === 'QuotaLimit') return readings.quota
  if (envelopeLimits.has(code) || subcode === 'EncodingLimit') return readings.envelope
  if (code === faultCode.operationTimeout || subcode === 'TimedOut') return readings.timeout
  if (code === faultCode.shellNotFound) return readings.shellGone
  if (unknownConfigurations.has(code)) return readings.configuration
  return readings.other
}

const quotas = new Set([
  2150858815, 2150859173, 2150859174, 2150859175, 2150859176, 2150859179, 2150859236, 2150859237, 2150859238,
  2150859239, 2150859240, 2150859241, 2150859242,
])
const envelopeLimits = new Set([2150858790, 2150858824, 2150858825])
const unknownConfigurations = new Set([2150858811, 2150858752])

const readings = {
  accessDenied: {
    code: 'access-denied',
    remedy: 'Log in as an administrator of the server, or as a member of its group Remote Management Users.',
  },
  quota: {
    code: 'quota',
    remedy:
      'Close other remote sessions of this account, or raise MaxShellsPerUser, MaxProcessesPerShell or MaxMemoryPerShellMB under WSMan:\\localhost\\Shell (on Exchange: the throttling policy), and restart WinRM.',
  },
  envelope: { code: 'quota', remedy: 'Raise WSMan:\\localhost\\MaxEnvelopeSizekb to 500 or more and restart WinRM.' },
  timeout: { code: 'timed-out', remedy: 'Try again; if it stays so, look at the load of the server.' },
  shellGone: {
    code: 'remote-error',
    remedy: 'The session had ended on the server, by its idle timeout or a restart of WinRM; try again.',
  },
  configuration: {
    code: 'remote-error',
    remedy:
      'Check that the session configuration exists on the server: Get-PSSessionConfiguration; Enable-PSRemoting registers it again.',
  },
  other: { code: 'remote-error', remedy: 'Look in the event log Microsoft-Windows-WinRM/Operational of the server.' },
} as const satisfies Record<string, { code: FailureCode; remedy: string }>
