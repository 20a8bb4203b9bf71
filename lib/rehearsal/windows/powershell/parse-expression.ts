import { type Cursor, dashes, doubleQuotes, singleQuotes } from './cursor.ts'
import { parseStatement, statements } from './parse-script.ts'
import { parseExpandable, parseVariable } from './parse-text.ts'
import type { Expression, Statement } from './syntax.ts'

/** Binary operators from the loosest to the tightest ([MS-PSL] 7). */
const operatorLevels: readonly RegExp[] = [
  wordOperator('and|or|xor'),
  wordOperator(
    '[ci]?(?:eq|ne|gt|ge|lt|le|like|notlike|match|notmatch|contains|notcontains|in|notin|replace|split)|join|is|isnot|as',
  ),
  /[+-](?![\w-]*[a-z])|[+]/,
  /[*/%]/,
  wordOperator('f'),
  /\.\.(?!\.)/,
]

/** A whole expression with its operators. */
export function parseExpression(cursor: Cursor): Expression {
  return binary(cursor, 0)
}

/** One operand with its members, indexes and calls, and no operator around it. */
export function parseOperand(cursor: Cursor): Expression {
  let value = primary(cursor)
  for (;;) {
    if (cursor.take('[')) {
      cursor.skipLines()
      const index = parseExpression(cursor)
      cursor.skipLines()
      cursor.expect(']')
      value = { kind: 'index', of: value, index }
    } else if (cursor.match(/::|\.(?=[a-z_$'"(])/)) {
      value = member(cursor, value, cursor.text[cursor.at - 1] === ':')
    } else return value
  }
}

/** `[name]`, without the brackets. */
export function parseTypeName(cursor: Cursor): string {
  const name = cursor.match(/\[((?:[^[\]]|\[[^[\]]*\])+)\]/)?.[1]
  if (!name) throw cursor.error('Missing type name after [')
  return name
}

function wordOperator(words: string): RegExp {
  return new RegExp(`[${dashes}](?:${words})(?![\\w-])`)
}

function binary(cursor: Cursor, level: number): Expression {
  const pattern = operatorLevels[level]
  if (!pattern) return commaList(cursor)
  let left = binary(cursor, level + 1)
  for (;;) {
    const start = cursor.at
    cursor.skipBlanks()
    const operator = cursor.match(pattern)?.[0].toLowerCase()
    if (!operator) {
      cursor.at = start
      return left
    }
    cursor.skipLines()
    left = { kind: 'binary', operator: operator.replace(/^\W(?=[a-z])/, ''), left, right: binary(cursor, level + 1) }
  }
}

function commaList(cursor: Cursor): Expression {
  const items = [unary(cursor)]
  for (;;) {
    const start = cursor.at
    cursor.skipBlanks()
    if (!cursor.take(',')) {
      cursor.at = start
      const [only] = items
      return items.length === 1 && only ? only : { kind: 'array', items }
    }
    cursor.skipLines()
    items.push(unary(cursor))
  }
}

function unary(cursor: Cursor): Expression {
  const operator = cursor.match(/-(?:not|join|split)(?![\w-])|!|-(?=[\d($])|\+(?=\d)|,/)?.[0].toLowerCase()
  if (operator) {
    cursor.skipBlanks()
    return { kind: 'unary', operator, value: unary(cursor) }
  }
  if (cursor.next !== '[') return parseOperand(cursor)

  const start = cursor.at
  const type = parseTypeName(cursor)
  if (!cursor.isAtEnd && !cursor.starts('::') && /^\s*[$'"@([\d{-]/.test(cursor.text.slice(cursor.at))) {
    cursor.skipBlanks()
    return { kind: 'cast', type, value: unary(cursor) }
  }
  cursor.at = start
  return parseOperand(cursor)
}

function primary(cursor: Cursor): Expression {
  const { next } = cursor
  if (next === '') throw cursor.error('An expression was expected')
  if (next === '[') return { kind: 'type', name: parseTypeName(cursor) }
  if (cursor.take('@(')) return { kind: 'list', body: closed(cursor, ')') }
  if (cursor.take('$(')) return { kind: 'sub', body: closed(cursor, ')') }
  if (cursor.take('@{')) return { kind: 'table', entries: tableEntries(cursor) }
  if (cursor.take('(')) return { kind: 'sub', body: closed(cursor, ')') }
  if (next === '{') return { kind: 'block', text: blockText(cursor) }
  if (next === '$') return parseVariable(cursor)
  if (cursor.match(/@'\r?\n/)) return { kind: 'literal', value: cursor.match(/([\s\S]*?)\r?\n'@/)?.[1] ?? '' }
  if (singleQuotes.includes(next)) return { kind: 'literal', value: quoted(cursor) }
  if (doubleQuotes.includes(next)) return parseExpandable(cursor)
  const number = cursor.match(/0x[0-9a-f]+|\d+(\.\d+)?(kb|mb|gb)?/)?.[0]
  if (number) return { kind: 'literal', value: numberOf(number) }
  throw cursor.error(`Unexpected token '${next}' in expression or statement`)
}

function member(cursor: Cursor, of: Expression, isStatic: boolean): Expression {
  const word = cursor.match(/\w+/)?.[0]
  const name: Expression = word ? { kind: 'literal', value: word } : primary(cursor)
  if (!cursor.take('(')) return { kind: 'member', of, name, isStatic }
  const found: Expression[] = []
  cursor.skipLines()
  while (!cursor.take(')')) {
    found.push(methodArgument(cursor))
    cursor.skipLines()
    cursor.take(',')
    cursor.skipLines()
  }
  return { kind: 'call', of, name, arguments: found, isStatic }
}

/** In a method's arguments the comma parts them, so that no list is made. */
function methodArgument(cursor: Cursor): Expression {
  const value = unary(cursor)
  cursor.skipBlanks()
  if (/[,)]/.test(cursor.next)) return value
  const operator = operatorLevels.map((level) => cursor.match(level)?.[0]).find((found) => found !== undefined)
  if (!operator) throw cursor.error("Missing ')' in method call")
  cursor.skipLines()
  return { kind: 'binary', operator: operator.replace(/^\W(?=[a-z])/i, ''), left: value, right: methodArgument(cursor) }
}

function closed(cursor: Cursor, end: string): Statement[] {
  const body = statements(cursor)
  cursor.skipLines()
  cursor.expect(end)
  return body
}

function tableEntries(cursor: Cursor): { key: Expression; value: Statement }[] {
  const entries: { key: Expression; value: Statement }[] = []
  for (;;) {
    cursor.skipLines()
    if (cursor.take('}')) return entries
    const word = cursor.match(/[a-z_]\w*(?=\s*=)/)?.[0]
    const key: Expression = word ? { kind: 'literal', value: word } : parseOperand(cursor)
    cursor.skipBlanks()
    cursor.expect('=')
    cursor.skipLines()
    entries.push({ key, value: parseStatement(cursor) })
  }
}

/** The text between a brace and the one that closes it; quotes hide braces. */
function blockText(cursor: Cursor): string {
  const start = cursor.at + 1
  let depth = 0
  while (!cursor.isAtEnd) {
    if (cursor.match(/#[^\r\n]*|'(?:[^']|'')*'|"(?:[^"`]|`[\s\S]|"")*"|`[\s\S]/)) continue
    if (cursor.next === '{') depth += 1
    if (cursor.next === '}') depth -= 1
    cursor.at += 1
    if (depth === 0) return cursor.text.slice(start, cursor.at - 1)
  }
  throw cursor.error("Missing closing '}' in statement block")
}

function quoted(cursor: Cursor): string {
  cursor.at += 1
  const body = cursor.match(new RegExp(`((?:[^${singleQuotes}]|[${singleQuotes}]{2})*)[${singleQuotes}]`))?.[1]
  if (body === undefined) throw cursor.error("The string is missing the terminator: '")
  return body.replace(new RegExp(`([${singleQuotes}])[${singleQuotes}]`, 'g'), '$1')
}

function numberOf(text: string): number | bigint {
  const unit = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }[text.slice(-2).toLowerCase()]
  if (unit) return Number(text.slice(0, -2)) * unit
  return Number.isSafeInteger(Number(text)) || text.includes('.') ? Number(text) : BigInt(text)
}
