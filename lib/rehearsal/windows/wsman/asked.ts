import { ns } from '#lib/protocols/wsman/namespaces.ts'
import { child, children, readXml, type XmlElement } from '#lib/protocols/wsman/xml.ts'
import { invalidTimeout, malformed } from './faults.ts'

/** One request of a client, as far as a server looks at it. */
export type Asked = {
  action: string
  resourceUri: string
  messageId: string
  /** In capitals; absent where no shell is named. */
  shellId?: string
  options: ReadonlyMap<string, string>
  operationTimeoutMs: number
  maxEnvelopeBytes: number
  body: XmlElement
}

const smallestEnvelope = 8192

/** Reads a SOAP request. Throws a `WsmanFault` on what Windows refuses before it looks at the operation. */
export function readAsked(text: string): Asked {
  const envelope = soapEnvelope(text)
  const header = child(envelope, ns.soap, 'Header')
  const body = child(envelope, ns.soap, 'Body')
  const messageId = child(header, ns.addressing, 'MessageID')?.text.trim() ?? ''
  const shellId = children(child(header, ns.wsman, 'SelectorSet'), ns.wsman, 'Selector').find(
    ({ attributes }) => attributes.Name?.toLowerCase() === 'shellid',
  )
  const maxEnvelope = Number(child(header, ns.wsman, 'MaxEnvelopeSize')?.text)
  if (!body) throw malformed()
  return {
    action: child(header, ns.addressing, 'Action')?.text.trim() ?? '',
    resourceUri: child(header, ns.wsman, 'ResourceURI')?.text.trim() ?? '',
    messageId,
    ...(shellId && { shellId: shellId.text.trim().toUpperCase() }),
    options: new Map(
      children(child(header, ns.wsman, 'OptionSet'), ns.wsman, 'Option').map((one) => [
        one.attributes.Name ?? '',
        one.text,
      ]),
    ),
    operationTimeoutMs: duration(child(header, ns.wsman, 'OperationTimeout')?.text.trim(), messageId),
    maxEnvelopeBytes: maxEnvelope >= smallestEnvelope ? maxEnvelope : 153_600,
    body,
  }
}

function soapEnvelope(text: string): XmlElement {
  try {
    return readXml(text)
  } catch {
    throw malformed()
  }
}

/** `PT20S`, `P0DT0H1M0.5S`. */
function duration(text: string | undefined, messageId: string): number {
  if (text === undefined) return 60_000
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text) ?? []
  const ms = (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  if (ms <= 0) throw invalidTimeout(text, messageId)
  return ms
}
