import { scriptError } from './script-error.ts'
import { Hashtable, isTrue, listOf, NetObject, Scalar, textOf, typeNameOf, type Value } from './value.ts'

type Operator = (left: Value, right: Value) => Value

/** The value of `left operator right`; the operator without its dash. */
export function applyOperator(operator: string, left: Value, right: Value): Value {
  const found = operators[operator] ?? comparison(operator)
  if (!found)
    throw scriptError('ParserError', `The operator -${operator} is not known to this rehearsal host.`, 'ParserError')
  return found(left, right)
}

/** Equal as -eq says: text without regard to case, numbers by value. */
export function isEqual(left: Value, right: Value, caseful = false): boolean {
  if (left === null || right === null) return left === right
  const [a, b] = [numberOf(left), typeof left === 'string' ? undefined : numberOf(right)]
  if (a !== undefined && b !== undefined) return a === b
  if (typeof left === 'boolean') return left === isTrue(right)
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime()
  const [first, second] = [textOf(left), textOf(right)]
  return caseful ? first === second : first.toLowerCase() === second.toLowerCase()
}

/** `*`, `?` and `[…]`, over the whole text, without regard to case. */
export function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.|+(){}]/g, '\\$&')
    .replace(/\*/g, '[\\s\\S]*')
    .replace(/\?/g, '[\\s\\S]')
  return new RegExp(`^${source}$`, 'iu')
}

export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+|0x[0-9a-f]+)\s*$/i.test(value)) return Number(value)
  if (value instanceof Scalar && /Double|Byte|UInt32/.test(value.kind)) return Number(value.text)
  return undefined
}

const operators: Record<string, Operator> = {
  and: (left, right) => isTrue(left) && isTrue(right),
  or: (left, right) => isTrue(left) || isTrue(right),
  xor: (left, right) => isTrue(left) !== isTrue(right),
  '+': add,
  '-': arithmetic((a, b) => a - b),
  '*': (left, right) =>
    typeof left === 'string' ? left.repeat(numberOf(right) ?? 0) : arithmetic((a, b) => a * b)(left, right),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '..': (left, right) => range(numberOf(left) ?? 0, numberOf(right) ?? 0),
  f: (left, right) => format(textOf(left), listOf(right)),
  join: (left, right) => listOf(left).map(textOf).join(textOf(right)),
  split: (left, right) => textOf(left).split(new RegExp(textOf(right), 'iu')),
  replace: (left, right) => {
    const [pattern, by] = listOf(right).map(textOf)
    return textOf(left).replace(new RegExp(pattern ?? '', 'giu'), by ?? '')
  },
  contains: (left, right) => listOf(left).some((item) => isEqual(item, right)),
  notcontains: (left, right) => !listOf(left).some((item) => isEqual(item, right)),
  in: (left, right) => listOf(right).some((item) => isEqual(item, left)),
  notin: (left, right) => !listOf(right).some((item) => isEqual(item, left)),
  is: (left, right) => isOfType(left, textOf(right)),
  isnot: (left, right) => !isOfType(left, textOf(right)),
}

/** Comparisons filter a list on the left and answer yes or no for anything else. */
function comparison(name: string): Operator | undefined {
  const caseful = name.startsWith('c')
  const compare = comparisons[name.replace(/^[ci](?=(eq|ne|gt|ge|lt|le|like|notlike|match|notmatch)$)/, '')]
  if (!compare) return undefined
  return (left, right) =>
    Array.isArray(left) ? left.filter((item) => compare(item, right, caseful)) : compare(left, right, caseful)
}

const comparisons: Record<string, (left: Value, right: Value, caseful: boolean) => boolean> = {
  eq: isEqual,
  ne: (left, right, caseful) => !isEqual(left, right, caseful),
  gt: (left, right) => order(left, right) > 0,
  ge: (left, right) => order(left, right) >= 0,
  lt: (left, right) => order(left, right) < 0,
  le: (left, right) => order(left, right) <= 0,
  like: (left, right) => wildcard(textOf(right)).test(textOf(left)),
  notlike: (left, right) => !wildcard(textOf(right)).test(textOf(left)),
  match: (left, right) => new RegExp(textOf(right), 'iu').test(textOf(left)),
  notmatch: (left, right) => !new RegExp(textOf(right), 'iu').test(textOf(left)),
}

export function order(left: Value, right: Value): number {
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime()
  const [a, b] = [numberOf(left), numberOf(right)]
  if (a !== undefined && b !== undefined) return a - b
  return textOf(left).localeCompare(textOf(right), 'en', { sensitivity: 'base' })
}

function add(left: Value, right: Value): Value {
  if (Array.isArray(left)) return [...left, ...listOf(right)]
  if (left === null) return right
  if (left instanceof Hashtable && right instanceof Hashtable) {
    const sum = new Hashtable()
    for (const { key, value } of [...left.entries, ...right.entries]) sum.set(key, value)
    return sum
  }
  return typeof left === 'string' ? left + textOf(right) : arithmetic((a, b) => a + b)(left, right)
}

function arithmetic(compute: (a: number, b: number) => number): Operator {
  return (left, right) => {
    const [a, b] = [numberOf(left ?? 0), numberOf(right ?? 0)]
    if (a === undefined || b === undefined)
      throw scriptError(
        'InvalidCastFromStringToInteger',
        `Cannot convert value "${textOf(b === undefined ? right : left)}" to type "System.Int32". Error: "Input string was not in a correct format."`,
      )
    return compute(a, b)
  }
}

function range(from: number, to: number): Value {
  const step = from <= to ? 1 : -1
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => from + at * step)
}

function format(pattern: string, values: readonly Value[]): string {
  return pattern.replace(/\{(\d+)(?:,-?\d+)?(?::([^}]*))?\}/g, (_, at: string, style: string | undefined) => {
    const value = values[Number(at)]
    if (style && /^x\d*$/i.test(style))
      return Number(value)
        .toString(16)
        .padStart(Number(style.slice(1)), '0')
    if (style && /^d\d+$/i.test(style)) return textOf(value).padStart(Number(style.slice(1)), '0')
    return textOf(value)
  })
}

function isOfType(value: Value, type: string): boolean {
  const names = value instanceof NetObject ? value.types : [typeNameOf(value), 'System.Object']
  const wanted = type.toLowerCase()
  const known = { int: 'system.int32', long: 'system.int64', bool: 'system.boolean', array: 'system.object[]' }[wanted]
  return names.some((name) => [wanted, `system.${wanted}`, known].includes(name.toLowerCase()))
}
