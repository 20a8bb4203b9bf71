import type { Evidence } from '#lib/wizard/step.ts'

/** What stands over a proof. A Step names its subject by an id where programs look for it; people read words. */
export function proofTitle(proof: Evidence): string {
  if (proof.kind === 'drill') return proof.data.title
  if (proof.kind === 'answers') return `Seen from ${proof.data.from}`
  if (proof.kind === 'file') return `${proof.data.path} on ${proof.data.host}`
  return ids.test(proof.subject) ? (products[proof.subject] ?? words(proof.subject)) : proof.subject
}

const ids = /^[a-z]+(-[a-z]+)*$/
const products: Record<string, string> = { haproxy: 'HAProxy', keepalived: 'keepalived' }
const words = (id: string) => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ')
