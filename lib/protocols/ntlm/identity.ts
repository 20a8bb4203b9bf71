import type { Secret } from '#lib/secret.ts'

export type Credential = { user: string; password: Secret }

/** `LAB\Administrator` is a domain and a name; `administrator@lab.local` and a bare name are sent as they are. */
export function ntlmIdentity(user: string): { domain: string; name: string } {
  const backslash = user.indexOf('\\')
  if (backslash < 0) return { domain: '', name: user }
  return { domain: user.slice(0, backslash), name: user.slice(backslash + 1) }
}
