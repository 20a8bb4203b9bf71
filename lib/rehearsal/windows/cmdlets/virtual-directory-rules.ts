import type { Bound } from '../powershell/bind-parameters.ts'
import { Hashtable, listOf, textOf, type Value } from '../powershell/value.ts'
import type { Setting, VirtualDirectoryKind } from '../state/directory-state.ts'

/** Why Exchange refuses these values together, or one of them; `undefined`: it does not. */
export function refusal(kind: VirtualDirectoryKind, given: Bound, before: Record<string, Setting>): string | undefined {
  for (const [name, value] of given) {
    const refused = /Url$/.test(name) ? notAbsolute(name, textOf(value)) : undefined
    if (refused) return refused
    if (name === 'IISAuthenticationMethods') {
      const unknown = listed(value).find((method) => !methods.includes(method.toLowerCase()))
      if (unknown) return `The value "${unknown}" isn't an authentication method that IISAuthenticationMethods takes.`
    }
  }
  return kind === 'OutlookAnywhere' ? outlookAnywhereRefusal(given, before) : undefined
}

/** What Exchange warns of after a change of these parameters. */
export function warning(kind: VirtualDirectoryKind, names: readonly string[]): string | undefined {
  const twin = kind === 'Owa' ? 'ECP' : kind === 'Ecp' ? 'OWA' : undefined
  if (!twin || !names.some((name) => /^(Internal|External)Url$/.test(name))) return undefined
  return `You've changed the InternalURL or ExternalURL for the ${kind.toUpperCase()} virtual directory. Please make the same change for the ${twin} virtual directory in the same website.`
}

/** A host name never stands without the word whether TLS is required for it; an external one also needs a way to log in. */
function outlookAnywhereRefusal(given: Bound, before: Record<string, Setting>): string | undefined {
  for (const side of ['External', 'Internal']) {
    const host = given.get(`${side}Hostname`)
    if (host === undefined || host === null || host === '') continue
    if (!given.has(`${side}ClientsRequireSsl`)) return mustSpecify(`${side}ClientsRequireSsl`, `${side}Hostname`)
    const hasLogin = given.has(`${side}ClientAuthenticationMethod`) || given.has('DefaultAuthenticationMethod')
    if (side === 'External' && !hasLogin) return mustSpecify('ExternalClientAuthenticationMethod', 'ExternalHostname')
  }
  const after = (name: string) => (given.has(name) ? given.get(name) : before[name])
  for (const side of ['External', 'Internal'])
    if (after(`${side}ClientsRequireSsl`) === true && !after(`${side}Hostname`))
      return `${side}ClientsRequireSsl can't be set to $true without a value for ${side}Hostname.`
  return undefined
}

const mustSpecify = (missing: string, given: string) =>
  `You must specify a value for the ${missing} parameter when you specify a value for the ${given} parameter.`

/** Says why a text is no URL of the web; none at all is one. */
export function notAbsolute(name: string, text: string): string | undefined {
  if (text === '' || (/^https?:\/\/[^/\s]+/i.test(text) && URL.canParse(text))) return undefined
  return `The value "${text}" of the ${name} parameter isn't valid. It must be an absolute URL that begins with http:// or https://.`
}

function listed(value: Value): string[] {
  if (!(value instanceof Hashtable)) return listOf(value).map(textOf)
  return value.entries
    .filter(({ key }) => /^add$/i.test(textOf(key)))
    .flatMap((entry) => listOf(entry.value).map(textOf))
}

const methods = ['basic', 'digest', 'ntlm', 'negotiate', 'oauth', 'windowsintegrated', 'certificate', 'fba']
