import { randomUUID } from 'node:crypto'
import { anonymous, ns } from '#lib/protocols/wsman/namespaces.ts'
import { escapeXml } from '#lib/protocols/wsman/xml.ts'

/** A reply with the prefixes and header lines that Windows uses. */
export function replyEnvelope(action: string, relatesTo: string, body: string): string {
  return (
    `<s:Envelope xml:lang="en-US" xmlns:s="${ns.soap}" xmlns:a="${ns.addressing}" xmlns:x="${ns.transfer}" xmlns:w="${ns.wsman}" xmlns:rsp="${ns.shell}" xmlns:p="${ns.microsoft}">` +
    `<s:Header><a:Action>${action}</a:Action><a:MessageID>uuid:${randomUUID().toUpperCase()}</a:MessageID>` +
    `<a:To>${anonymous}</a:To><a:RelatesTo>${escapeXml(relatesTo)}</a:RelatesTo></s:Header>` +
    `<s:Body>${body}</s:Body></s:Envelope>`
  )
}

/** `PT7200.000S`. */
export function seconds(ms: number): string {
  return `PT${(ms / 1000).toFixed(3)}S`
}
