import type { AcceptedDomain, Recipient } from '../state/addressing.ts'

export const isSmtp = (template: string): boolean => /^smtp:/i.test(template)
export const isPrimary = (address: string): boolean => /^[A-Z0-9]+:/.test(address)
export const asSecondary = (address: string): string => address.replace(/^[^:]+/, (kind) => kind.toLowerCase())
export const domainOf = (template: string): string => template.slice(template.lastIndexOf('@') + 1)

/** A template without a kind is of SMTP, and secondary. */
export const withKind = (template: string): string => (/^\w+:/.test(template) ? template : `smtp:${template}`)

/** What is wrong with the templates of a policy, in Exchange's words; `undefined`: nothing. */
export function faultOf(templates: readonly string[], domains: readonly AcceptedDomain[]): string | undefined {
  const primaries = templates.filter(isPrimary)
  const kinds = primaries.map((one) => one.split(':')[0] ?? '')
  const twice = kinds.find((kind, at) => kinds.indexOf(kind) !== at)
  if (twice)
    return `There are multiple primary e-mail address templates for address type '${twice}'. Only one primary template can be specified for each type.`
  if (!kinds.includes('SMTP')) return 'A primary SMTP address template must be specified for the e-mail address policy.'
  const foreign = templates.filter(isSmtp).find((one) => !domains.some((domain) => accepts(domain, domainOf(one))))
  if (!foreign) return undefined
  return `The domain '${domainOf(foreign)}' of the e-mail address template '${foreign}' isn't an accepted domain of your organization. Accepted domains: ${domains.map(({ domain }) => domain).join(', ')}.`
}

export function accepts({ domain }: AcceptedDomain, asked: string): boolean {
  const [own, other] = [domain.toLowerCase(), asked.toLowerCase()]
  return own.startsWith('*.') ? other === own.slice(2) || other.endsWith(own.slice(1)) : other === own
}

/**
 * A recipient's addresses after its policy was applied: what the templates make, the primary in its place; what the recipient
 * has besides stays, a former primary as a secondary.
 */
export function appliedTo(recipient: Recipient, templates: readonly string[]): string[] {
  const made = templates.filter(isSmtp).map((template) => addressOf(template, recipient))
  const [primary] = made.filter(isPrimary)
  if (!primary) return recipient.addresses
  const kept = recipient.addresses.map((one) => (isSmtp(one) ? asSecondary(one) : one))
  const all = [primary, ...kept, ...made.map(asSecondary)]
  return all.filter((one, at) => all.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === at)
}

/** `%m` alias, `%g` given name, `%s` surname, `%i` initial, `%d` display name; `%1g` the first letter. Nothing before `@`: alias. */
function addressOf(template: string, { alias, firstName, lastName, displayName }: Recipient): string {
  const parts: Record<string, string> = { m: alias, g: firstName, s: lastName, i: '', d: displayName }
  const [kind = 'smtp', ...rest] = template.split(':')
  const text = rest.join(':')
  const local = text.slice(0, text.lastIndexOf('@')) || '%m'
  const filled = local.replace(/%(\d*)([mgsid%])/gi, (_, count: string, letter: string) => {
    if (letter === '%') return '%'
    const part = parts[letter.toLowerCase()] ?? ''
    return count ? part.slice(0, Number(count)) : part
  })
  const valid = filled
    .normalize('NFD')
    .replace(/[^\w.!#$&'*+/=?^`{|}~-]/g, '')
    .replace(/^\.+|\.+$/g, '')
  return `${kind}:${valid || alias}@${domainOf(template)}`
}
