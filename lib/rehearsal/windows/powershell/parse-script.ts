import { Cursor, dashes } from './cursor.ts'
import { parseExpression, parseOperand, parseTypeName } from './parse-expression.ts'
import type { CommandArgument, Element, Expression, Script, Statement } from './syntax.ts'

/** Parses the part of PowerShell that syntax.ts names. Throws a ParseException as Windows does for what it cannot read. */
export function parseScript(text: string): Script {
  const cursor = new Cursor(text)
  const script = scriptBody(cursor)
  cursor.skipLines()
  if (!cursor.isAtEnd) throw cursor.error(`Unexpected token '${cursor.next}' in expression or statement`)
  return script
}

/** Everything up to the brace that closes it. */
export function parseBlock(cursor: Cursor): Statement[] {
  cursor.skipLines()
  cursor.expect('{')
  const body = statements(cursor)
  cursor.expect('}')
  return body
}

/** A pipeline or an assignment, up to the end of the statement. */
export function parseStatement(cursor: Cursor): Statement {
  const start = cursor.at
  const word = cursor.match(/[a-z]+(?![\w-])/)?.[0].toLowerCase()
  const parser = word ? keywords[word] : undefined
  if (parser) return parser(cursor)
  cursor.at = start
  return assignment(cursor) ?? pipeline(cursor)
}

export function statements(cursor: Cursor): Statement[] {
  const found: Statement[] = []
  for (;;) {
    cursor.skipLines()
    if (cursor.isAtEnd || cursor.next === '}' || cursor.next === ')') return found
    found.push(parseStatement(cursor))
    cursor.skipBlanks()
    if (!cursor.isAtEnd && !/[\r\n;})]/.test(cursor.next)) throw cursor.error(`Unexpected token '${cursor.next}'`)
  }
}

function scriptBody(cursor: Cursor): Script {
  const script: Script = { parameters: [], begin: [], process: [], end: [] }
  cursor.skipLines()
  while (cursor.match(/\[cmdletbinding\([^)]*\)\]/)) cursor.skipLines()
  if (cursor.match(/param\s*\(/)) script.parameters = parameterList(cursor)
  for (;;) {
    cursor.skipLines()
    const named = cursor.match(/(begin|process|end)(?=\s*\{)/)?.[1]?.toLowerCase()
    if (named !== 'begin' && named !== 'process' && named !== 'end') break
    script[named] = parseBlock(cursor)
  }
  script.end.push(...statements(cursor))
  return script
}

function parameterList(cursor: Cursor): Script['parameters'] {
  const parameters: Script['parameters'] = []
  for (;;) {
    cursor.skipLines()
    if (cursor.take(')')) return parameters
    let type: string | undefined
    while (cursor.next === '[') {
      const found = parseTypeName(cursor)
      if (!/^parameter\(|^validate|^alias\(/i.test(found)) type = found
      cursor.skipLines()
    }
    const name = cursor.match(/\$(\w+)/)?.[1]
    if (!name) throw cursor.error('Missing parameter name')
    cursor.skipLines()
    const hasDefault = cursor.take('=')
    cursor.skipLines()
    const standard = hasDefault ? parseExpression(cursor) : undefined
    cursor.skipLines()
    cursor.take(',')
    parameters.push({ name, ...(standard && { default: standard }), ...(type && { type }) })
  }
}

const keywords: Record<string, (cursor: Cursor) => Statement> = {
  if: ifStatement,
  foreach: foreachStatement,
  while: (cursor) => ({ kind: 'while', condition: parenthesised(cursor), body: parseBlock(cursor) }),
  try: tryStatement,
  function: functionStatement,
  return: (cursor) => leave(cursor, 'return'),
  throw: (cursor) => leave(cursor, 'throw'),
  exit: (cursor) => leave(cursor, 'exit'),
  break: () => ({ kind: 'leave', how: 'break' }),
  continue: () => ({ kind: 'leave', how: 'continue' }),
}

function ifStatement(cursor: Cursor): Statement {
  const branches = [{ condition: parenthesised(cursor), body: parseBlock(cursor) }]
  for (;;) {
    const start = cursor.at
    cursor.skipLines()
    if (cursor.match(/elseif\b/)) branches.push({ condition: parenthesised(cursor), body: parseBlock(cursor) })
    else if (cursor.match(/else\b/)) return { kind: 'if', branches, otherwise: parseBlock(cursor) }
    else {
      cursor.at = start
      return { kind: 'if', branches, otherwise: [] }
    }
  }
}

function foreachStatement(cursor: Cursor): Statement {
  cursor.skipLines()
  const variable = cursor.match(/\(\s*\$(\w+)\s+in\b/)?.[1]
  if (!variable) throw cursor.error('Missing variable name after foreach')
  cursor.skipLines()
  const list = parseStatement(cursor)
  cursor.skipLines()
  cursor.expect(')')
  return { kind: 'foreach', variable, list, body: parseBlock(cursor) }
}

function tryStatement(cursor: Cursor): Statement {
  const body = parseBlock(cursor)
  cursor.skipLines()
  const handler = cursor.match(/catch\b(\s*\[[\w.]+\])?/) ? parseBlock(cursor) : undefined
  cursor.skipLines()
  const last = cursor.match(/finally\b/) ? parseBlock(cursor) : undefined
  if (!handler && !last) throw cursor.error('The Try statement is missing its Catch or Finally block')
  return { kind: 'try', body, ...(handler && { handler }), ...(last && { last }) }
}

function functionStatement(cursor: Cursor): Statement {
  cursor.skipBlanks()
  const name = cursor.match(/[\w-]+/)?.[0]
  if (!name) throw cursor.error('Missing name after function keyword')
  cursor.skipLines()
  const parameters = cursor.take('(') ? parameterList(cursor) : undefined
  cursor.skipLines()
  cursor.expect('{')
  const body = scriptBody(cursor)
  if (parameters) body.parameters = parameters
  cursor.expect('}')
  return { kind: 'function', name, body }
}

function leave(cursor: Cursor, how: 'return' | 'throw' | 'exit'): Statement {
  cursor.skipBlanks()
  const isBare = cursor.isAtEnd || /[\r\n;}]/.test(cursor.next)
  return { kind: 'leave', how, ...(!isBare && { value: parseStatement(cursor) }) }
}

function parenthesised(cursor: Cursor): Statement {
  cursor.skipLines()
  cursor.expect('(')
  cursor.skipLines()
  const inner = parseStatement(cursor)
  cursor.skipLines()
  cursor.expect(')')
  return inner
}

function assignment(cursor: Cursor): Statement | undefined {
  const start = cursor.at
  if (cursor.next !== '$' && cursor.next !== '[') return undefined
  const target = parseOperand(cursor)
  cursor.skipBlanks()
  const operator = cursor.match(/(\+|-|\*)?=(?!=)/)?.[0]
  if (!operator) {
    cursor.at = start
    return undefined
  }
  cursor.skipLines()
  return { kind: 'assign', target, operator, value: parseStatement(cursor) }
}

function pipeline(cursor: Cursor): Statement {
  const elements = [element(cursor)]
  for (;;) {
    cursor.skipBlanks()
    if (!cursor.take('|')) return { kind: 'pipeline', elements }
    cursor.skipLines()
    elements.push(element(cursor))
  }
}

function element(cursor: Cursor): Element {
  const isCalled = cursor.match(/[&.](?=[\s$'"({])/)
  cursor.skipBlanks()
  const name = cursor.match(/[a-z_%?][\w.\\:%?-]*/)?.[0]
  if (name) return command(cursor, name)
  if (isCalled) return command(cursor, parseOperand(cursor))
  return { kind: 'expression', value: parseExpression(cursor) }
}

function command(cursor: Cursor, name: string | Expression): Element {
  const found: CommandArgument[] = []
  let discardsErrors = false
  for (;;) {
    cursor.skipBlanks()
    if (cursor.isAtEnd || /[\r\n;|})]/.test(cursor.next))
      return { kind: 'command', name, arguments: found, discardsErrors }
    if (cursor.match(/2>\s*\$null/)) discardsErrors = true
    else if (cursor.match(/[>12*]+>?\s*(\$null|&1)/)) continue
    else found.push(commandArgument(cursor))
  }
}

function commandArgument(cursor: Cursor): CommandArgument {
  const named = cursor.match(new RegExp(`[${dashes}]([a-z_]\\w*)(:?)`))
  if (named?.[1]) {
    if (!named[2]) return { kind: 'name', name: named[1] }
    cursor.skipBlanks()
    return { kind: 'name', name: named[1], value: argumentValue(cursor) }
  }
  const splat = cursor.match(/@(\w+)/)?.[1]
  if (splat) return { kind: 'splat', variable: splat }
  return { kind: 'value', value: argumentValue(cursor) }
}

/** In a command a bare word is text, and a comma makes a list. */
function argumentValue(cursor: Cursor): Expression {
  const items = [argumentItem(cursor)]
  for (;;) {
    const start = cursor.at
    cursor.skipBlanks()
    if (!cursor.take(',')) {
      cursor.at = start
      const [only] = items
      return items.length === 1 && only ? only : { kind: 'array', items }
    }
    cursor.skipLines()
    items.push(argumentItem(cursor))
  }
}

function argumentItem(cursor: Cursor): Expression {
  if (/[$'"@({\u2018\u2019\u201a\u201b\u201c\u201d\u201e]/.test(cursor.next)) return parseOperand(cursor)
  if (cursor.match(/--(?=\s)/)) return { kind: 'literal', value: '--' }
  const word = cursor.match(/(?:`.|[^\s;|,(){}'"$`])+/)?.[0]
  if (!word) throw cursor.error(`Unexpected token '${cursor.next}'`)
  const number = /^[+-]?\d+$/.test(word) ? Number(word) : undefined
  return { kind: 'literal', value: number ?? word.replaceAll('`', '') }
}
