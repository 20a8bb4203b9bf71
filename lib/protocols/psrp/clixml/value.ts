import type { Secret } from '#lib/secret.ts'
import type { ScalarType } from './scalar.ts'

/**
 * A PowerShell value as it stands in CLIXML. What JavaScript holds without loss is itself: `null`, string, boolean, number
 * (read: an Int32), bigint (Int64), bytes (Byte[]), `Secret` (SecureString). Every other simple type is a `PsScalar`, every
 * object, list, dictionary and enumeration a `PsObject`.
 *
 * For writing only: a number beyond Int32 becomes Int64 or Double, a `Date` DateTime in UTC, an array Object[].
 */
export type PsValue =
  | null
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | Date
  | Secret
  | PsScalar
  | PsProgress
  | PsObject
  | readonly PsValue[]

/** A simple value in the notation of CLIXML, where JavaScript has no type of its own for it. */
export class PsScalar {
  readonly type: ScalarType
  readonly text: string

  constructor(type: ScalarType, text: string) {
    this.type = type
    this.text = text
  }
}

/** What an object holds besides its properties. A `member-set` is a named group of properties and nothing else. */
export type PsContent =
  | { kind: 'scalar'; value: PsValue }
  | { kind: 'list' | 'queue' | 'stack' | 'enumerable'; items: PsValue[] }
  | { kind: 'dictionary'; entries: [key: PsValue, value: PsValue][] }
  | { kind: 'member-set' }

/** One object may be met twice in a value, or hold itself: identity is kept by references on the wire. */
export class PsObject {
  /** Most derived first. A server's live objects arrive as `Deserialized.<type>`. */
  types: readonly string[]
  /** What `ToString()` gave where it was serialised. */
  text: string | undefined
  content: PsContent | undefined
  /** Properties of the .NET object. */
  readonly adapted = new Map<string, PsValue>()
  /** Properties that PowerShell added. */
  readonly extended = new Map<string, PsValue>()

  constructor(types: readonly string[] = [], content?: PsContent, text?: string) {
    this.types = types
    this.content = content
    this.text = text
  }

  /** The property of exactly that name; an added one hides one of the object's own. */
  get(name: string): PsValue | undefined {
    return this.extended.has(name) ? this.extended.get(name) : this.adapted.get(name)
  }
}

/** A progress record outside the progress stream, where it has an element of its own. */
export class PsProgress {
  readonly activity: string
  readonly activityId: number
  readonly currentOperation: string | null
  readonly parentActivityId: number
  readonly percentComplete: number
  readonly type: string
  readonly secondsRemaining: number
  readonly statusDescription: string

  constructor(record: PsProgress) {
    this.activity = record.activity
    this.activityId = record.activityId
    this.currentOperation = record.currentOperation
    this.parentActivityId = record.parentActivityId
    this.percentComplete = record.percentComplete
    this.type = record.type
    this.secondsRemaining = record.secondsRemaining
    this.statusDescription = record.statusDescription
  }
}
