import { SaxesParser } from 'saxes'
import { type Frame, rootFrame } from './frames.ts'
import { malformed } from './malformed.ts'
import type { ReadOptions } from './read-scalar.ts'
import type { PsValue } from './value.ts'

export type ClixmlLimits = { maxDepth: number; maxElements: number }

const generous: ClixmlLimits = { maxDepth: 600, maxElements: 5_000_000 }

/** Exactly one value, as every PSRP message holds. Throws `protocol` on what is not CLIXML and beyond the limits. */
export function readClixml(text: string, options: ReadOptions = {}, limits = generous): PsValue {
  const values = readClixmlDocument(text, options, limits)
  const [value] = values
  if (values.length !== 1 || value === undefined) throw malformed(`it holds ${values.length} values instead of one`)
  return value
}

/** All values of a document, with or without `<Objs>` around them. */
export function readClixmlDocument(text: string, options: ReadOptions = {}, limits = generous): PsValue[] {
  const values: PsValue[] = []
  const frames: Frame[] = [rootFrame({ options, objects: new Map(), types: new Map() }, (value) => values.push(value))]
  const parser = new SaxesParser({ xmlns: false, fragment: true })
  let elements = 0
  let ownText = ''

  parser.on('error', (error) => {
    throw malformed(error.message)
  })
  parser.on('doctype', () => {
    throw malformed('it has a document type')
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (frames.length > limits.maxDepth) throw malformed(`it is nested deeper than ${limits.maxDepth} elements`)
    if (++elements > limits.maxElements) throw malformed(`it has more than ${limits.maxElements} elements`)
    const child = frames.at(-1)?.child?.(name, attributes)
    if (!child) throw malformed(`<${name}> stands where it has no meaning`)
    frames.push(child)
    ownText = ''
  })
  parser.on('text', (piece) => {
    ownText += piece
  })
  parser.on('cdata', (piece) => {
    ownText += piece
  })
  parser.on('closetag', () => {
    frames.pop()?.end?.(ownText)
    ownText = ''
  })
  parser.write(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).close()
  return values
}
