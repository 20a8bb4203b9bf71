import { malformed } from './malformed.ts'
import { progressFrame } from './progress-frame.ts'
import { type ReadOptions, scalarReader } from './read-scalar.ts'
import { decodeText } from './text.ts'
import { type PsContent, PsObject, type PsValue } from './value.ts'

export type Attributes = Readonly<Record<string, string>>

/** What is open in a CLIXML document: which elements may stand in it, and what is done when it ends. */
export type Frame = {
  /** `undefined`: such an element may not stand here. */
  child?(element: string, attributes: Attributes): Frame | undefined
  end?(text: string): void
}

/** What a document knows of itself while it is read: references go to what began before. */
export type Reading = {
  readonly options: ReadOptions
  readonly objects: Map<string, PsObject>
  readonly types: Map<string, readonly string[]>
}

type Put = (value: PsValue) => void

export function rootFrame(reading: Reading, put: Put): Frame {
  const root: Frame = {
    child: (element, attributes) =>
      element === 'Objs' ? { child: root.child } : valueFrame(reading, element, attributes, put),
  }
  return root
}

function valueFrame(reading: Reading, element: string, attributes: Attributes, put: Put): Frame | undefined {
  if (element === 'Obj') return objectFrame(reading, attributes, put)
  if (element === 'Ref') return refFrame(reading, attributes, put)
  if (element === 'PR') return progressFrame(put)
  const read = scalarReader(element, reading.options)
  return read && { end: (text) => put(read(text)) }
}

function objectFrame(reading: Reading, attributes: Attributes, put: Put): Frame {
  const object = new PsObject()
  if (attributes.RefId !== undefined) reading.objects.set(attributes.RefId, object)
  put(object)
  return { child: (element, own) => objectPart(reading, object, element, own) }
}

function refFrame(reading: Reading, attributes: Attributes, put: Put): Frame {
  const object = reading.objects.get(attributes.RefId ?? '')
  if (!object) throw malformed(`it refers to an object "${attributes.RefId}" that is not there`)
  put(object)
  return {}
}

function objectPart(reading: Reading, object: PsObject, element: string, attributes: Attributes): Frame | undefined {
  switch (element) {
    case 'TN':
      return typesFrame(reading, object, attributes)
    case 'TNRef':
      object.types = reading.types.get(attributes.RefId ?? '') ?? missingTypes(attributes.RefId)
      return {}
    case 'ToString':
      return {
        end: (text) => {
          object.text = decodeText(text)
        },
      }
    case 'Props':
      return membersFrame(reading, object.adapted)
    case 'MS':
      return membersFrame(reading, object.extended)
    case 'DCT':
      return dictionaryFrame(reading, object)
    default:
      return listKinds.has(element)
        ? itemsFrame(reading, object, element)
        : contentFrame(reading, object, element, attributes)
  }
}

function typesFrame(reading: Reading, object: PsObject, attributes: Attributes): Frame {
  const types: string[] = []
  object.types = types
  if (attributes.RefId !== undefined) reading.types.set(attributes.RefId, types)
  return { child: (element) => (element === 'T' ? { end: (text) => void types.push(decodeText(text)) } : undefined) }
}

function membersFrame(reading: Reading, members: Map<string, PsValue>): Frame {
  return {
    child: (element, attributes) => {
      const name = attributes.N
      if (name === undefined) throw malformed(`a property <${element}> has no name`)
      const put = (value: PsValue) => void members.set(decodeText(name), value)
      return element === 'MS' ? memberSetFrame(reading, put) : valueFrame(reading, element, attributes, put)
    },
  }
}

function memberSetFrame(reading: Reading, put: Put): Frame {
  const set = new PsObject([], { kind: 'member-set' })
  put(set)
  return membersFrame(reading, set.extended)
}

function itemsFrame(reading: Reading, object: PsObject, element: string): Frame {
  const items: PsValue[] = []
  object.content = { kind: listKinds.get(element) ?? 'list', items }
  return { child: (inner, attributes) => valueFrame(reading, inner, attributes, (value) => void items.push(value)) }
}

function dictionaryFrame(reading: Reading, object: PsObject): Frame {
  const entries: [PsValue, PsValue][] = []
  object.content = { kind: 'dictionary', entries }
  return { child: (element) => (element === 'En' ? entryFrame(reading, entries) : undefined) }
}

function entryFrame(reading: Reading, entries: [PsValue, PsValue][]): Frame {
  const entry: { Key?: PsValue; Value?: PsValue } = {}
  return {
    child: (element, attributes) => {
      const side = attributes.N
      if (side !== 'Key' && side !== 'Value') throw malformed('an entry of a dictionary is neither key nor value')
      return valueFrame(reading, element, attributes, (value) => {
        entry[side] = value
      })
    },
    end: () => {
      if (entry.Key === undefined || entry.Value === undefined) throw malformed('an entry of a dictionary is not whole')
      entries.push([entry.Key, entry.Value])
    },
  }
}

function contentFrame(reading: Reading, object: PsObject, element: string, attributes: Attributes) {
  return valueFrame(reading, element, attributes, (value) => {
    object.content = { kind: 'scalar', value }
  })
}

const listKinds = new Map<string, Extract<PsContent, { items: unknown }>['kind']>([
  ['LST', 'list'],
  ['QUE', 'queue'],
  ['STK', 'stack'],
  ['IE', 'enumerable'],
])

function missingTypes(id: string | undefined): never {
  throw malformed(`it refers to type names "${id}" that are not there`)
}
