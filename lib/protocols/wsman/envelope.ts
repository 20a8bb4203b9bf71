import { randomUUID } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import { anonymous, ns } from './namespaces.ts'
import { child, escapeXml, readXml, type XmlElement } from './xml.ts'

export type WsmanOption = { name: string; value: string; mustComply?: true }

/** What differs between one request and the next, [MS-WSMV] 2.2.4. `body` is XML, ready to stand in the envelope. */
export type WsmanRequest = {
  action: string
  resourceUri: string
  options?: readonly WsmanOption[]
  selectors?: Readonly<Record<string, string>>
  body: string
  /** How long the server may wait for something to happen before it says that nothing did. */
  operationTimeoutMs?: number
}

/** What stays the same as long as one client speaks to one endpoint. */
export type WsmanSession = { url: string; sessionId: string; maxEnvelopeBytes: number }

export const defaultOperationTimeoutMs = 20_000
/** What every Windows since 2008 R2 takes; 2012 R2 and later take 512,000. */
export const defaultMaxEnvelopeBytes = 153_600

export function requestEnvelope(session: WsmanSession, request: WsmanRequest): { id: string; xml: string } {
  const id = `uuid:${randomUUID().toUpperCase()}`
  const seconds = (request.operationTimeoutMs ?? defaultOperationTimeoutMs) / 1000
  const xml =
    `<s:Envelope xmlns:s="${ns.soap}" xmlns:a="${ns.addressing}" xmlns:w="${ns.wsman}" xmlns:p="${ns.microsoft}" xmlns:rsp="${ns.shell}">` +
    '<s:Header>' +
    `<a:To>${escapeXml(session.url)}</a:To>` +
    `<w:ResourceURI s:mustUnderstand="true">${escapeXml(request.resourceUri)}</w:ResourceURI>` +
    `<a:ReplyTo><a:Address s:mustUnderstand="true">${anonymous}</a:Address></a:ReplyTo>` +
    `<a:Action s:mustUnderstand="true">${escapeXml(request.action)}</a:Action>` +
    `<w:MaxEnvelopeSize s:mustUnderstand="true">${session.maxEnvelopeBytes}</w:MaxEnvelopeSize>` +
    `<a:MessageID>${id}</a:MessageID>` +
    '<w:Locale s:mustUnderstand="false" xml:lang="en-US"/>' +
    '<p:DataLocale s:mustUnderstand="false" xml:lang="en-US"/>' +
    `<p:SessionId s:mustUnderstand="false">uuid:${session.sessionId.toUpperCase()}</p:SessionId>` +
    `<w:OperationTimeout>PT${seconds}S</w:OperationTimeout>` +
    optionSet(request.options ?? []) +
    selectorSet(request.selectors ?? {}) +
    `</s:Header><s:Body>${request.body}</s:Body></s:Envelope>`
  return { id, xml }
}

/** The body of a reply, held against the request that it answers. Throws `protocol` on an answer to something else. */
export function replyBody(xml: string, requestId: string): XmlElement {
  const envelope = readXml(xml)
  const body = child(envelope, ns.soap, 'Body')
  if (envelope.name !== 'Envelope' || envelope.namespace !== ns.soap || !body) {
    throw new Failure('protocol', {
      message: `The server answered <${envelope.name}> where WS-Management was expected.`,
      remedy: 'Check that WinRM, and not another web service, answers at this address and port.',
    })
  }

  const relatesTo = child(child(envelope, ns.soap, 'Header'), ns.addressing, 'RelatesTo')?.text.trim()
  if (relatesTo !== undefined && relatesTo.toLowerCase() !== requestId.toLowerCase()) {
    throw new Failure('protocol', { message: `The server answered ${relatesTo}, but ${requestId} was asked.` })
  }
  return body
}

function optionSet(options: readonly WsmanOption[]): string {
  if (options.length === 0) return ''
  const all = options.map(({ name, value, mustComply }) => {
    const comply = mustComply ? ' MustComply="true"' : ''
    return `<w:Option Name="${escapeXml(name)}"${comply}>${escapeXml(value)}</w:Option>`
  })
  return `<w:OptionSet s:mustUnderstand="true">${all.join('')}</w:OptionSet>`
}

function selectorSet(selectors: Readonly<Record<string, string>>): string {
  const all = Object.entries(selectors).map(
    ([name, value]) => `<w:Selector Name="${escapeXml(name)}">${escapeXml(value)}</w:Selector>`,
  )
  return all.length > 0 ? `<w:SelectorSet>${all.join('')}</w:SelectorSet>` : ''
}
