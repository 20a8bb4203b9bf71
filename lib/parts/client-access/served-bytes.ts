import { Failure } from '#lib/failure.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { Cmd, WindowsSession } from '#lib/wizard/hosts.ts'

/** What a server gets from a URL: bytes, or the sentence of Windows that says why there are none. */
export type Served = { bytes: Buffer } | { why: string }

/** A redirect is an answer of its own: CryptoAPI is not to be sent elsewhere. */
export const webRequest = (url: string): Cmd[] => [
  { name: 'Invoke-WebRequest', parameters: { Uri: url, UseBasicParsing: true, MaximumRedirection: 0, TimeoutSec: 15 } },
]

export async function servedBytes(session: WindowsSession, url: string): Promise<Served> {
  try {
    const [answer] = await session.run(webRequest(url))
    const status = memberOf(answer, 'StatusCode')
    if (status !== 200 && status !== 'OK') return { why: `The server answered with status ${String(status)}.` }
    return { bytes: bytesOf(memberOf(answer, 'Content')) }
  } catch (error) {
    if (error instanceof Failure && error.code === 'remote-error') return { why: error.message }
    throw error
  }
}

/** Content of a text type comes as text, of any other as bytes. */
export function bytesOf(content: Plain | undefined): Buffer {
  if (content instanceof Uint8Array) return Buffer.from(content)
  if (Array.isArray(content)) return Buffer.concat(content.map(bytesOf))
  if (typeof content === 'number') return Buffer.of(content)
  return Buffer.from(typeof content === 'string' ? content : '', 'latin1')
}

/** A record is the one kind of value here that is an object and none of the others. */
export function memberOf(value: Plain | undefined, name: string): Plain | undefined {
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isRecord ? (value as Record<string, Plain>)[name] : undefined
}
