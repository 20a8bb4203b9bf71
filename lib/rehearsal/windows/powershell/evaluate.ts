import { environmentOf } from '../state/environment.ts'
import { callMethod, callStatic, cast, memberOf, staticMember } from './members.ts'
import { applyOperator, numberOf } from './operators.ts'
import { runStatements } from './run-statements.ts'
import { collecting, type Scope, variableOf } from './scope.ts'
import { notSimulated } from './script-error.ts'
import type { Expression, Statement } from './syntax.ts'
import { Hashtable, isTrue, listOf, NetObject, Scalar, ScriptBlock, textOf, type Value } from './value.ts'

/** The value of an expression in a scope. */
export async function evaluate(expression: Expression, scope: Scope): Promise<Value> {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'expandable': {
      const parts = await evaluateAll(expression.parts, scope)
      return parts.map(textOf).join('')
    }
    case 'variable':
      return readVariable(expression, scope)
    case 'array':
      return evaluateAll(expression.items, scope)
    case 'list':
      return resultsOf(expression.body, scope)
    case 'sub':
      return unwrapped(await resultsOf(expression.body, scope))
    case 'table':
      return table(expression.entries, scope)
    case 'block':
      return new ScriptBlock(expression.text)
    case 'type':
      return expression.name
    case 'cast':
      return cast(expression.type, await evaluate(expression.value, scope))
    case 'unary':
      return unary(expression.operator, await evaluate(expression.value, scope))
    case 'binary':
      return binary(expression, scope)
    case 'member':
      return member(expression, scope)
    case 'call':
      return call(expression, scope)
    case 'index':
      return item(await evaluate(expression.of, scope), await evaluate(expression.index, scope))
  }
}

/** Everything that statements put out. */
export async function resultsOf(body: readonly Statement[], scope: Scope): Promise<Value[]> {
  const { scope: inner, taken } = collecting(scope)
  await runStatements(body, inner)
  return taken
}

/** As a pipeline's result is assigned: nothing is null, one is itself, more are a list. */
export function unwrapped(values: readonly Value[]): Value {
  return values.length > 1 ? [...values] : (values[0] ?? null)
}

async function evaluateAll(expressions: readonly Expression[], scope: Scope): Promise<Value[]> {
  const values: Value[] = []
  for (const expression of expressions) values.push(await evaluate(expression, scope))
  return values
}

function readVariable({ scope: area, name }: Extract<Expression, { kind: 'variable' }>, scope: Scope): Value {
  if (area?.toLowerCase() === 'env') {
    const found = Object.entries(environmentOf(scope.host.state.read(), scope.host.config))
    return found.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? null
  }
  if (area && !/^(script|global|local)$/i.test(area)) throw notSimulated(`$${area}:${name}`)
  return variableOf(scope, name) ?? automatic(name.toLowerCase(), scope) ?? null
}

function automatic(name: string, { session }: Scope): Value | undefined {
  switch (name) {
    case 'true':
      return true
    case 'false':
      return false
    case 'lastexitcode':
      return session.lastExitCode
    case 'psversiontable':
      return Hashtable.of({
        PSVersion: new Scalar('Version', '4.0'),
        BuildVersion: new Scalar('Version', '6.3.9600.20719'),
        CLRVersion: new Scalar('Version', '4.0.30319.42000'),
        WSManStackVersion: new Scalar('Version', '3.0'),
        PSRemotingProtocolVersion: new Scalar('Version', '2.2'),
        SerializationVersion: new Scalar('Version', '1.1.0.1'),
      })
    case 'pwd':
      return session.location
    case 'host':
      return new NetObject(['System.Management.Automation.Internal.Host.InternalHost'], {
        Name: 'ServerRemoteHost',
        Version: new Scalar('Version', '4.0'),
        CurrentCulture: new NetObject(['System.Globalization.CultureInfo'], { Name: 'en-US' }, { text: 'en-US' }),
      })
    default:
      return undefined
  }
}

async function table(entries: readonly { key: Expression; value: Statement }[], scope: Scope): Promise<Value> {
  const made = new Hashtable()
  for (const { key, value } of entries) made.set(await evaluate(key, scope), unwrapped(await resultsOf([value], scope)))
  return made
}

function unary(operator: string, value: Value): Value {
  if (operator === '-not' || operator === '!') return !isTrue(value)
  if (operator === '-') return -(numberOf(value) ?? 0)
  if (operator === '-join') return listOf(value).map(textOf).join('')
  if (operator === '-split') return textOf(value).trim().split(/\s+/)
  return operator === ',' ? [value] : value
}

async function binary(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  scope: Scope,
): Promise<Value> {
  const first = await evaluate(left, scope)
  if (operator === 'and' && !isTrue(first)) return false
  if (operator === 'or' && isTrue(first)) return true
  return applyOperator(operator, first, await evaluate(right, scope))
}

async function member(expression: Extract<Expression, { kind: 'member' }>, scope: Scope): Promise<Value> {
  const name = textOf(await evaluate(expression.name, scope))
  const of = await evaluate(expression.of, scope)
  return expression.isStatic ? staticMember(textOf(of), name, scope) : memberOf(of, name)
}

async function call(expression: Extract<Expression, { kind: 'call' }>, scope: Scope): Promise<Value> {
  const name = textOf(await evaluate(expression.name, scope))
  const of = await evaluate(expression.of, scope)
  const given = await evaluateAll(expression.arguments, scope)
  return expression.isStatic ? callStatic(textOf(of), name, given, scope) : callMethod(of, name, given)
}

function item(of: Value, index: Value): Value {
  if (of instanceof Hashtable) return of.get(index) ?? null
  if (Array.isArray(index)) return index.map((one) => item(of, one))
  const at = numberOf(index) ?? 0
  if (typeof of === 'string') return of.at(at) ?? null
  if (of instanceof Uint8Array) return of.at(at) ?? null
  return listOf(of).at(at) ?? null
}
