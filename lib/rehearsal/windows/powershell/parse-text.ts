import { type Cursor, doubleQuotes } from './cursor.ts'
import { statements } from './parse-script.ts'
import type { Expression } from './syntax.ts'

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '\0', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** `"…"`: backticks escape, `$name` and `$(…)` are filled in, a doubled quote is one. */
export function parseExpandable(cursor: Cursor): Expression {
  cursor.at += 1
  const parts: Expression[] = []
  let plain = ''
  const flush = () => {
    if (plain) parts.push({ kind: 'literal', value: plain })
    plain = ''
  }
  for (;;) {
    if (cursor.isAtEnd) throw cursor.error('The string is missing the terminator: "')
    const { next } = cursor
    if (doubleQuotes.includes(next)) {
      cursor.at += 1
      if (!doubleQuotes.includes(cursor.next) || cursor.isAtEnd) break
      plain += next
      cursor.at += 1
    } else if (next === '`') {
      plain += escapes[cursor.peek(1)] ?? cursor.peek(1)
      cursor.at += 2
    } else if (next === '$' && /[\w({:?]/.test(cursor.peek(1))) {
      flush()
      parts.push(filledIn(cursor))
    } else {
      plain += next
      cursor.at += 1
    }
  }
  flush()
  const [only] = parts
  if (parts.length === 0) return { kind: 'literal', value: '' }
  return parts.length === 1 && only?.kind === 'literal' ? only : { kind: 'expandable', parts }
}

/** `$name`, `$env:NAME`, `${any name}`. */
export function parseVariable(cursor: Cursor): Expression {
  const found = cursor.match(/\$(?:\{([^}]+)\}|((?:\w+:)?\w+|[?$^]))/)
  const [scope, name] = (found?.[1] ?? found?.[2] ?? '').split(/:(?=[^:]*$)/)
  if (!found || !scope) throw cursor.error('Variable reference is not valid')
  return name === undefined ? { kind: 'variable', name: scope } : { kind: 'variable', scope, name }
}

function filledIn(cursor: Cursor): Expression {
  if (!cursor.take('$(')) return parseVariable(cursor)
  const body = statements(cursor)
  cursor.skipLines()
  cursor.expect(')')
  return { kind: 'sub', body }
}
