import { escapeXml, readXml } from '#lib/protocols/wsman/xml.ts'
import type { DirectoryState, VirtualDirectory, VirtualDirectoryKind } from '../windows/state/directory-state.ts'

const limits = { maxBytes: 64 << 10, maxDepth: 16, maxElements: 200 }
const outlook = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'
const answered = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'

type Organisation = Pick<DirectoryState, 'exchange' | 'addressing' | 'clientAccess'>

/**
 * What Exchange 2013 says to Outlook's question (MS-OXDSCLI 2.2.4), out of the virtual directories and Outlook Anywhere of
 * the server that answers: 600 to junk, 500 for an address that nobody has.
 */
export function autodiscover(body: string, server: string, organisation: Organisation): string {
  const address = addressIn(body)
  if (address === undefined) return failed('600', 'Invalid Request')
  const mailbox = organisation.addressing.recipients.find(({ addresses }) =>
    addresses.some((one) => one.toLowerCase() === `smtp:${address.toLowerCase()}`),
  )
  if (!mailbox) return failed('500', "The email address can't be found.")
  const own = organisation.exchange.virtualDirectories.filter((one) => one.server === server.toUpperCase())
  const isMapi = organisation.clientAccess.organisation.MapiHttpEnabled === true
  return document(
    `<Response xmlns="${answered}"><User>${element('DisplayName', mailbox.displayName)}${element('AutoDiscoverSMTPAddress', primaryOf(mailbox.addresses))}</User><Account><AccountType>email</AccountType><Action>settings</Action><MicrosoftOnline>False</MicrosoftOnline>${protocol('EXCH', 'Internal', own)}${protocol('EXPR', 'External', own)}${web(own)}${isMapi ? mapi(own) : ''}</Account></Response>`,
  )
}

function addressIn(body: string): string | undefined {
  try {
    const root = readXml(body, limits)
    const request = root.children.find(({ name }) => name === 'Request')
    const textOf = (wanted: string) => request?.children.find(({ name }) => name === wanted)?.text.trim()
    if (root.namespace !== outlook || textOf('AcceptableResponseSchema') !== answered) return undefined
    return textOf('EMailAddress') || undefined
  } catch {
    return undefined
  }
}

type Side = 'Internal' | 'External'

function protocol(type: string, side: Side, own: readonly VirtualDirectory[]): string {
  const host = setting(own, 'OutlookAnywhere', `${side}Hostname`)
  if (!host) return ''
  const services = setting(own, 'WebServices', `${side}Url`)
  const control = setting(own, 'Ecp', `${side}Url`)
  const book = setting(own, 'Oab', `${side}Url`)
  const isSsl = own.find(({ kind }) => kind === 'OutlookAnywhere')?.settings[`${side}ClientsRequireSsl`] === true
  const login = setting(own, 'OutlookAnywhere', `${side}ClientAuthenticationMethod`)
  return `<Protocol>${element('Type', type)}${element('Server', host)}${element('SSL', isSsl ? 'On' : 'Off')}${element('AuthPackage', login)}${element('ASUrl', services)}${element('EwsUrl', services)}${element('OOFUrl', services)}${element('EcpUrl', control)}${element('OABUrl', book && `${book}/00000000-0000-4000-8000-000000000001/`)}</Protocol>`
}

function web(own: readonly VirtualDirectory[]): string {
  const side = (name: Side) => {
    const url = setting(own, 'Owa', `${name}Url`)
    return url ? `<${name}><OWAUrl AuthenticationMethod="Basic, Fba">${escapeXml(url)}</OWAUrl></${name}>` : ''
  }
  return `<Protocol><Type>WEB</Type>${side('External')}${side('Internal')}</Protocol>`
}

function mapi(own: readonly VirtualDirectory[]): string {
  const urls = (path: string) =>
    (['Internal', 'External'] as const)
      .map((side) => ({ side, url: setting(own, 'Mapi', `${side}Url`) }))
      .map(({ side, url }) => (url ? element(`${side}Url`, `${url}/${path}/`) : ''))
      .join('')
  return `<Protocol Type="mapiHttp" Version="1"><MailStore>${urls('emsmdb')}</MailStore><AddressBook>${urls('nspi')}</AddressBook></Protocol>`
}

function setting(own: readonly VirtualDirectory[], kind: VirtualDirectoryKind, name: string): string | undefined {
  const value = own.find((one) => one.kind === kind)?.settings[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const primaryOf = (addresses: readonly string[]) => addresses.find((one) => one.startsWith('SMTP:'))?.slice(5) ?? ''

const failed = (code: string, message: string) =>
  document(
    `<Response><Error Time="12:00:00.0000000" Id="1054084152">${element('ErrorCode', code)}${element('Message', message)}<DebugData /></Error></Response>`,
  )

const document = (inside: string) =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">${inside}</Autodiscover>`

const element = (name: string, text: string | undefined) => (text ? `<${name}>${escapeXml(text)}</${name}>` : '')
