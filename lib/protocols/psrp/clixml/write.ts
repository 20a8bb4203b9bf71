import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import { scalars } from './scalar.ts'
import { encodeText } from './text.ts'
import { PsObject, PsProgress, PsScalar, type PsValue } from './value.ts'

export type WriteOptions = {
  /** Encrypts under the session key, base64. Without it a value that holds a `Secret` is refused. */
  sealSecret?: (secret: Secret) => string
}

/** Microsoft's readers take no value that is nested deeper; a server that is sent one never answers. */
const maxDepth = 49

/** One value as CLIXML, [MS-PSRP] 2.2.5. Throws `invalid` on what cannot be written. */
export function writeClixml(value: PsValue, options: WriteOptions = {}): string {
  const writer = new Writer(options)
  writer.value(value, '', 0)
  return writer.xml.join('')
}

class Writer {
  readonly xml: string[] = []
  readonly #options: WriteOptions
  readonly #objects = new Map<PsObject | readonly PsValue[], number>()
  readonly #typeNames = new Map<string, number>()

  constructor(options: WriteOptions) {
    this.#options = options
  }

  /** `name` is the whole attribute, ready to stand in the tag, or nothing. */
  value(value: PsValue, name: string, depth: number) {
    if (depth >= maxDepth) throw invalid(`a value nested deeper than ${maxDepth} levels`)
    if (value instanceof PsObject) this.#object(value, name, depth)
    else if (Array.isArray(value)) this.#array(value, name, depth)
    else this.#simple(value, name)
  }

  // An array is its own kind of PsValue; Array.isArray does not narrow a readonly one out of the rest.
  #simple(value: Exclude<PsValue, PsObject>, name: string) {
    if (value === null) this.xml.push(`<Nil${name}/>`)
    else if (typeof value === 'string') this.#element('S', name, encodeText(value))
    else if (typeof value === 'boolean') this.#element('B', name, String(value))
    else if (typeof value === 'number') this.#number(value, name)
    else if (typeof value === 'bigint') this.#element('I64', name, int64(value))
    else if (value instanceof Uint8Array) this.#element('BA', name, base64(value))
    else if (value instanceof Date) this.#element('DT', name, value.toISOString())
    else if (value instanceof Secret) this.#secret(value, name)
    else if (value instanceof PsScalar) this.#scalar(value, name)
    else if (value instanceof PsProgress) this.#progress(value, name)
    else throw invalid(`a ${typeof value}`)
  }

  #number(value: number, name: string) {
    if (Number.isInteger(value) && value === (value | 0)) this.#element('I32', name, String(value))
    else if (Number.isSafeInteger(value)) this.#element('I64', name, String(value))
    else this.#element('Db', name, doubleText(value))
  }

  #secret(value: Secret, name: string) {
    const { sealSecret } = this.#options
    if (!sealSecret) throw invalid('a secret, and no session key has been agreed on')
    this.#element('SS', name, sealSecret(value))
  }

  #scalar({ type, text }: PsScalar, name: string) {
    const scalar: { element: string; encoded?: true; pattern?: RegExp } = scalars[type]
    if (scalar.pattern && !scalar.pattern.test(text)) throw invalid(`"${text}" as ${type}`)
    this.#element(scalar.element, name, scalar.encoded ? encodeText(text) : text)
  }

  #progress(record: PsProgress, name: string) {
    this.xml.push(`<PR${name}>`)
    this.#element('AV', '', encodeText(record.activity))
    this.#element('AI', '', String(record.activityId))
    this.#simple(record.currentOperation, '')
    this.#element('PI', '', String(record.parentActivityId))
    this.#element('PC', '', String(record.percentComplete))
    this.#element('T', '', encodeText(record.type))
    this.#element('SR', '', String(record.secondsRemaining))
    this.#element('SD', '', encodeText(record.statusDescription))
    this.xml.push('</PR>')
  }

  #object(object: PsObject, name: string, depth: number) {
    if (object.content?.kind === 'member-set') return this.#members('MS', object.extended, name, depth)
    if (this.#referred(object, name)) return
    this.#open(object, name)
    this.#types(object.types)
    if (object.text !== undefined) this.#element('ToString', '', encodeText(object.text))
    if (object.content) this.#content(object.content, depth)
    if (object.adapted.size > 0) this.#members('Props', object.adapted, '', depth)
    if (object.extended.size > 0) this.#members('MS', object.extended, '', depth)
    this.xml.push('</Obj>')
  }

  #array(items: readonly PsValue[], name: string, depth: number) {
    if (this.#referred(items, name)) return
    this.#open(items, name)
    this.#types(['System.Object[]', 'System.Array', 'System.Object'])
    this.#items('LST', items, depth)
    this.xml.push('</Obj>')
  }

  #referred(object: PsObject | readonly PsValue[], name: string): boolean {
    const id = this.#objects.get(object)
    if (id === undefined) return false
    this.xml.push(`<Ref${name} RefId="${id}"/>`)
    return true
  }

  #open(object: PsObject | readonly PsValue[], name: string) {
    const id = this.#objects.size
    this.#objects.set(object, id)
    this.xml.push(`<Obj${name} RefId="${id}">`)
  }

  #types(types: readonly string[]) {
    if (types.length === 0) return
    const key = types.join('\n')
    const known = this.#typeNames.get(key)
    if (known !== undefined) {
      this.xml.push(`<TNRef RefId="${known}"/>`)
      return
    }
    const id = this.#typeNames.size
    this.#typeNames.set(key, id)
    this.xml.push(`<TN RefId="${id}">`, ...types.map((type) => `<T>${encodeText(type)}</T>`), '</TN>')
  }

  #content(content: NonNullable<PsObject['content']>, depth: number) {
    if (content.kind === 'scalar') this.value(content.value, '', depth + 1)
    else if (content.kind === 'dictionary') this.#dictionary(content.entries, depth)
    else if (content.kind !== 'member-set') this.#items(listElements[content.kind], content.items, depth)
  }

  #items(element: string, items: readonly PsValue[], depth: number) {
    this.xml.push(`<${element}>`)
    for (const item of items) this.value(item, '', depth + 1)
    this.xml.push(`</${element}>`)
  }

  #dictionary(entries: readonly [PsValue, PsValue][], depth: number) {
    this.xml.push('<DCT>')
    for (const [key, value] of entries) {
      this.xml.push('<En>')
      this.value(key, ' N="Key"', depth + 1)
      this.value(value, ' N="Value"', depth + 1)
      this.xml.push('</En>')
    }
    this.xml.push('</DCT>')
  }

  #members(element: 'Props' | 'MS', members: ReadonlyMap<string, PsValue>, name: string, depth: number) {
    this.xml.push(`<${element}${name}>`)
    for (const [member, value] of members) this.value(value, ` N="${encodeText(member)}"`, depth + 1)
    this.xml.push(`</${element}>`)
  }

  #element(element: string, name: string, text: string) {
    this.xml.push(`<${element}${name}>${text}</${element}>`)
  }
}

const listElements = { list: 'LST', queue: 'QUE', stack: 'STK', enumerable: 'IE' } as const

function int64(value: bigint): string {
  if (BigInt.asIntN(64, value) !== value) throw invalid(`${value} as an Int64`)
  return String(value)
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  return Object.is(value, -0) ? '-0' : String(value)
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

function invalid(what: string): Failure {
  return new Failure('invalid', { message: `PowerShell cannot be sent ${what}.` })
}
