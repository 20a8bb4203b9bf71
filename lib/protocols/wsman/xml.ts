import { SaxesParser } from 'saxes'
import { Failure } from '#lib/failure.ts'

/** One element of a SOAP message: small enough to be held as a tree, because what is large in it is text. */
export type XmlElement = {
  readonly namespace: string
  readonly name: string
  /** Keyed by local name; two attributes of one local name in different namespaces do not occur in WS-Management. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text, without that of its children. */
  readonly text: string
}

export type XmlLimits = { maxBytes: number; maxDepth: number; maxElements: number }

const soapLimits: XmlLimits = { maxBytes: 64 << 20, maxDepth: 64, maxElements: 200_000 }

/**
 * Reads XML with namespaces. Throws `protocol` on what is not well-formed, on a document type (and so on every entity but
 * XML's own five) and beyond the limits.
 */
export function readXml(text: string, limits: XmlLimits = soapLimits): XmlElement {
  if (text.length > limits.maxBytes) throw malformed(`it has ${text.length} characters`)
  const parser = new SaxesParser({ xmlns: true })
  const open: Building[] = []
  let root: Building | undefined
  let elements = 0

  parser.on('error', (error) => {
    throw malformed(error.message)
  })
  parser.on('doctype', () => {
    throw malformed('it has a document type')
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    if (open.length >= limits.maxDepth) throw malformed(`it is nested deeper than ${limits.maxDepth}`)
    if (++elements > limits.maxElements) throw malformed(`it has more than ${limits.maxElements} elements`)
    const element: Building = { namespace: uri, name: local, attributes: {}, children: [], text: '' }
    for (const attribute of Object.values(attributes)) element.attributes[attribute.local] = attribute.value
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else root = element
    open.push(element)
  })
  parser.on('text', (piece) => {
    const element = open.at(-1)
    if (element) element.text += piece
  })
  parser.on('cdata', (piece) => {
    const element = open.at(-1)
    if (element) element.text += piece
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(text).close()
  if (!root) throw malformed('it is empty')
  return root
}

/** The first child of that name. */
export function child(element: XmlElement | undefined, namespace: string, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name && one.namespace === namespace)
}

export function children(element: XmlElement | undefined, namespace: string, name: string): XmlElement[] {
  return element?.children.filter((one) => one.name === name && one.namespace === namespace) ?? []
}

/** The first of that name anywhere below, in document order. */
export function descendant(element: XmlElement, namespace: string, name: string): XmlElement | undefined {
  for (const one of element.children) {
    if (one.name === name && one.namespace === namespace) return one
    const found = descendant(one, namespace, name)
    if (found) return found
  }
  return undefined
}

/** For element text and for attribute values in double quotes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (character) => escapes[character] ?? character)
}

type Building = {
  namespace: string
  name: string
  attributes: Record<string, string>
  children: Building[]
  text: string
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

function malformed(how: string): Failure {
  return new Failure('protocol', {
    message: `The server sent XML that cannot be used: ${how}.`,
    remedy: 'Check that WinRM, and not another service or a proxy, answers at this address.',
  })
}
