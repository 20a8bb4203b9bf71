/**
 * Text inside CLIXML, [MS-PSRP] 2.2.5.3.2: what XML cannot hold, and what it would change, is written `_xHHHH_`. PowerShell
 * does the same with every half of a surrogate pair.
 */
export function encodeText(text: string): string {
  return needsEncoding.test(text) ? text.replace(encoded, encodeOne) : text
}

export function decodeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

const needsEncoding = /[^ !#-%'-;=?-^`-~\u00a0-\ud7ff\ue000-\ufffd]/
const encoded = /_(?=[xX][0-9A-Fa-f]{4}_)|[^ !#-%'-;=?-~\u00a0-\ud7ff\ue000-\ufffd]/g

function encodeOne(character: string): string {
  return entities[character] ?? `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
