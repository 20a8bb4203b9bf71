import { ns } from '#lib/protocols/wsman/namespaces.ts'
import { escapeXml } from '#lib/protocols/wsman/xml.ts'
import type { Asked } from './asked.ts'
import { seconds } from './reply.ts'

/** What any shell answers; each gives the body of the reply. A refusal is a thrown `WsmanFault`. */
export type Shell = {
  readonly about: ShellFacts
  /** What the pipeline or command of this request runs, for faults that are meant for one cmdlet. */
  commandsIn(asked: Asked): string[]
  command(asked: Asked): string
  send(asked: Asked): string
  receive(asked: Asked, gone: AbortSignal): Promise<string>
  signal(asked: Asked): string
  close(): void
}

export type ShellFacts = {
  id: string
  resourceUri: string
  /** `LAB\administrator`. */
  owner: string
  clientAddress: string
  inputStreams: string
  outputStreams: string
  idleMs: number
  environment: Readonly<Record<string, string>>
  startedAt: number
}

/** The shell as Create and Get describe it. */
export function shellElement(facts: ShellFacts): string {
  const variables = Object.entries(facts.environment)
    .map(([name, value]) => `<rsp:Variable Name="${escapeXml(name)}">${escapeXml(value)}</rsp:Variable>`)
    .join('')
  return (
    `<rsp:Shell xmlns:rsp="${ns.shell}"><rsp:ShellId>${facts.id}</rsp:ShellId>` +
    `<rsp:ResourceUri>${escapeXml(facts.resourceUri)}</rsp:ResourceUri><rsp:Owner>${escapeXml(facts.owner)}</rsp:Owner>` +
    `<rsp:ClientIP>${escapeXml(facts.clientAddress)}</rsp:ClientIP><rsp:ProcessId>${process.pid}</rsp:ProcessId>` +
    (variables ? `<rsp:Environment>${variables}</rsp:Environment>` : '') +
    `<rsp:IdleTimeOut>${seconds(facts.idleMs)}</rsp:IdleTimeOut>` +
    `<rsp:InputStreams>${facts.inputStreams}</rsp:InputStreams><rsp:OutputStreams>${facts.outputStreams}</rsp:OutputStreams>` +
    '<rsp:MaxIdleTimeOut>PT2147483.647S</rsp:MaxIdleTimeOut><rsp:Locale>en-US</rsp:Locale><rsp:DataLocale>en-US</rsp:DataLocale>' +
    '<rsp:CompressionMode>NoCompression</rsp:CompressionMode><rsp:ProfileLoaded>Yes</rsp:ProfileLoaded><rsp:Encoding>UTF8</rsp:Encoding>' +
    '<rsp:BufferMode>Block</rsp:BufferMode><rsp:State>Connected</rsp:State>' +
    `<rsp:ShellRunTime>${days(Date.now() - facts.startedAt)}</rsp:ShellRunTime>` +
    '<rsp:ShellInactivity>P0DT0H0M0S</rsp:ShellInactivity></rsp:Shell>'
  )
}

function days(ms: number): string {
  return `P0DT0H0M${Math.floor(ms / 1000)}S`
}
