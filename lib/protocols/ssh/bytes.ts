import { Secret } from '#lib/secret.ts'
import type { Content } from '#lib/wizard/hosts.ts'

/** What goes on the wire: text in UTF-8, bytes as they are, and here alone a secret as what it is. */
export function bytesOf(content: Content): Uint8Array {
  if (content instanceof Uint8Array) return content
  return Buffer.from(content instanceof Secret ? content.reveal() : content)
}
