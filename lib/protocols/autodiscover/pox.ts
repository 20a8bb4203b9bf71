import { Failure } from '#lib/failure.ts'
import { escapeXml, readXml, type XmlElement } from '#lib/protocols/wsman/xml.ts'

/** Outlook's own question (MS-OXDSCLI 2.2.3): where are the services of this mailbox. */
export function poxRequest(address: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${escapeXml(address)}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`
}

export type PoxAnswer =
  | { kind: 'settings'; address: string; protocols: PoxProtocol[] }
  | { kind: 'redirect'; to: string }
  | { kind: 'error'; code: string; message: string }

/** `EXCH` inside, `EXPR` outside, `WEB` the logon page, `mapiHttp` for MAPI over HTTP. */
export type PoxProtocol = { type: string; server: string | undefined; urls: { name: string; url: string }[] }

/**
 * Reads what Autodiscover says (MS-OXDSCLI 2.2.4).
 * @throws Failure `protocol` for what is no answer of Autodiscover
 */
export function readPoxAnswer(text: string): PoxAnswer {
  const root = readXml(text, { maxBytes: 256 << 10, maxDepth: 20, maxElements: 2000 })
  const response = root.name === 'Autodiscover' ? child(root, 'Response') : undefined
  if (!response) throw noAnswer(`it answers with <${root.name}>`)

  const error = child(response, 'Error')
  if (error) return { kind: 'error', code: textIn(error, 'ErrorCode') ?? '', message: textIn(error, 'Message') ?? '' }
  const account = child(response, 'Account')
  if (!account) throw noAnswer('it names no account')
  const to = textIn(account, 'RedirectUrl') ?? textIn(account, 'RedirectAddr')
  if (to) return { kind: 'redirect', to }
  const user = child(response, 'User')
  return {
    kind: 'settings',
    address: (user && textIn(user, 'AutoDiscoverSMTPAddress')) ?? '',
    protocols: account.children.filter(({ name }) => name === 'Protocol').map(protocolOf),
  }
}

function protocolOf(element: XmlElement): PoxProtocol {
  const urls = all(element).flatMap(({ name, text }) =>
    /^https?:\/\//i.test(text.trim()) ? [{ name, url: text.trim() }] : [],
  )
  return { type: element.attributes.Type ?? textIn(element, 'Type') ?? '', server: textIn(element, 'Server'), urls }
}

const all = (element: XmlElement): XmlElement[] => element.children.flatMap((one) => [one, ...all(one)])
const child = (element: XmlElement, name: string) => element.children.find((one) => one.name === name)
const textIn = (element: XmlElement, name: string) => child(element, name)?.text.trim() || undefined

const noAnswer = (why: string) =>
  new Failure('protocol', {
    message: `What was answered is not Autodiscover: ${why}.`,
    remedy: 'Look what answers at /autodiscover/autodiscover.xml: a proxy in between, or another web site.',
  })
