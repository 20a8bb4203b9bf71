/** A template is `SMTP:%m@example.net`, the primary of its kind, or `smtp:…`, a secondary; also `X400:…` and others. */
export const isSmtp = (template: string): boolean => /^smtp:/i.test(template)
export const isPrimary = (template: string): boolean => /^SMTP:/.test(template)
export const domainOf = (template: string): string => template.slice(template.lastIndexOf('@') + 1)
export const asSecondary = (template: string): string => template.replace(/^SMTP:/, 'smtp:')

/** Nothing before the `@` is the alias. */
const meaning = (template: string) => template.toLowerCase().replace(/^smtp:@/, 'smtp:%m@')
export const isSameAddress = (one: string, other: string): boolean => meaning(one) === meaning(other)

/**
 * The templates that a policy comes to have. `keep`: every one of them stays, the former primary as a secondary. `replace`: no
 * other template of SMTP stays; those of other kinds do.
 */
export function wantedTemplates(now: readonly string[], primary: string, existing: 'keep' | 'replace'): string[] {
  const own = now.find((one) => isPrimary(one) && isSameAddress(one, primary)) ?? primary
  const others = now.filter((one) => !isSameAddress(one, primary))
  const kept = existing === 'keep' ? others.map(asSecondary) : others.filter((one) => !isSmtp(one))
  return [own, ...kept]
}

/** What Undo puts back: the templates of before, and as secondaries those of other domains that came since. */
export function formerTemplates(now: readonly string[], former: readonly string[], domain: string): string[] {
  const since = now.filter(
    (one) => !former.some((other) => isSameAddress(one, other)) && !isSameAddress(domainOf(one), domain),
  )
  return [...former, ...since.map(asSecondary)]
}

/** A list of templates is a set; only the primaries of it are told apart by their capitals. */
export function areSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())
}
