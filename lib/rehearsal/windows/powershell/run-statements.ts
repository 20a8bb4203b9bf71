import type { Argument } from './bind-parameters.ts'
import { errorObject } from './error-object.ts'
import { PowerShellError } from './error-record.ts'
import { evaluate, resultsOf, unwrapped } from './evaluate.ts'
import { cast } from './members.ts'
import { applyOperator } from './operators.ts'
import { runCommand } from './run-command.ts'
import { collecting, type Scope } from './scope.ts'
import { scriptError } from './script-error.ts'
import type { CommandArgument, Element, Expression, Statement } from './syntax.ts'
import { Hashtable, isTrue, listOf, NetObject, textOf, type Value } from './value.ts'

/** How `return`, `break`, `continue` and `exit` leave what they stand in. */
export class Leaving extends Error {
  readonly how: 'return' | 'break' | 'continue' | 'exit'
  readonly value: Value
  constructor(how: Leaving['how'], value: Value) {
    super(how)
    this.how = how
    this.value = value
  }
}

/** Carries out statements one after the other; what they put out goes to the scope's output. */
export async function runStatements(body: readonly Statement[], scope: Scope): Promise<void> {
  for (const statement of body) {
    scope.signal.throwIfAborted()
    await runStatement(statement, scope)
  }
}

async function runStatement(statement: Statement, scope: Scope): Promise<void> {
  switch (statement.kind) {
    case 'pipeline':
      return runElements(statement.elements, scope)
    case 'assign':
      return assign(statement, scope)
    case 'if': {
      for (const { condition, body } of statement.branches) {
        if (isTrue(await resultOf(condition, scope))) return runStatements(body, scope)
      }
      return runStatements(statement.otherwise, scope)
    }
    case 'foreach': {
      for (const item of listOf(await resultOf(statement.list, scope))) {
        scope.variables.set(statement.variable.toLowerCase(), item)
        if ((await loopBody(statement.body, scope)) === 'break') return
      }
      return
    }
    case 'while':
      while (isTrue(await resultOf(statement.condition, scope))) {
        if ((await loopBody(statement.body, scope)) === 'break') return
      }
      return
    case 'try':
      return attempt(statement, scope)
    case 'function':
      scope.session.functions.set(statement.name.toLowerCase(), statement.body)
      return
    case 'leave': {
      const value = statement.value ? await resultOf(statement.value, scope) : null
      if (statement.how === 'throw') throw thrown(value)
      throw new Leaving(statement.how, value)
    }
  }
}

async function runElements(elements: readonly Element[], scope: Scope): Promise<void> {
  let input: Value[] | undefined
  for (const [at, element] of elements.entries()) {
    const isLast = at === elements.length - 1
    const inner = isLast ? { scope, taken: [] } : collecting(scope)
    if (element.kind === 'expression') {
      for (const value of listOf(await evaluate(element.value, scope))) inner.scope.streams.output(value)
    } else {
      const name = typeof element.name === 'string' ? element.name : await evaluate(element.name, scope)
      const quiet = element.discardsErrors
        ? { ...inner.scope, streams: { ...inner.scope.streams, error: () => undefined } }
        : inner.scope
      await runCommand({ name, arguments: await argumentsOf(element.arguments, scope) }, input, quiet)
    }
    input = inner.taken
  }
}

async function argumentsOf(found: readonly CommandArgument[], scope: Scope): Promise<Argument[]> {
  const given: Argument[] = []
  for (const argument of found) {
    if (argument.kind === 'splat')
      given.push(...splatted(await evaluate({ kind: 'variable', name: argument.variable }, scope)))
    else if (argument.kind === 'value') given.push({ value: await evaluate(argument.value, scope), given: true })
    else if (argument.value)
      given.push({ name: argument.name, value: await evaluate(argument.value, scope), given: true })
    else given.push({ name: argument.name, value: null, given: false })
  }
  return given
}

function splatted(value: Value): Argument[] {
  if (!(value instanceof Hashtable)) return listOf(value).map((one) => ({ value: one, given: true }))
  return value.entries.map(({ key, value: held }) => ({ name: textOf(key), value: held, given: true }))
}

async function resultOf(statement: Statement, scope: Scope): Promise<Value> {
  return unwrapped(await resultsOf([statement], scope))
}

async function assign(
  { target, operator, value }: Extract<Statement, { kind: 'assign' }>,
  scope: Scope,
): Promise<void> {
  const given = await resultOf(value, scope)
  const isPlain = operator === '='
  const next = isPlain ? given : applyOperator(operator.slice(0, 1), await evaluate(target, scope), given)
  await store(target, next, scope)
}

async function store(target: Expression, value: Value, scope: Scope): Promise<void> {
  if (target.kind === 'cast') return store(target.value, cast(target.type, value), scope)
  if (target.kind === 'variable') {
    const area = /^(global|script)$/i.test(target.scope ?? '') ? scope.session.variables : scope.variables
    area.set(target.name.toLowerCase(), value)
    return
  }
  if (target.kind === 'member' || target.kind === 'index') {
    const of = await evaluate(target.of, scope)
    const key = await evaluate(target.kind === 'member' ? target.name : target.index, scope)
    if (of instanceof Hashtable) of.set(key, value)
    else if (of instanceof NetObject) of.properties.set(textOf(key), value)
    return
  }
  throw scriptError('InvalidLeftHandSide', 'The assignment expression is not valid.', 'ParserError')
}

async function loopBody(body: readonly Statement[], scope: Scope): Promise<'break' | undefined> {
  try {
    await runStatements(body, scope)
  } catch (error) {
    if (!(error instanceof Leaving) || (error.how !== 'break' && error.how !== 'continue')) throw error
    return error.how === 'break' ? 'break' : undefined
  }
  return undefined
}

async function attempt({ body, handler, last }: Extract<Statement, { kind: 'try' }>, scope: Scope): Promise<void> {
  try {
    await runStatements(body, scope)
  } catch (error) {
    if (!handler || !(error instanceof PowerShellError)) throw error
    scope.variables.set('_', errorObject(error.record))
    await runStatements(handler, scope)
  } finally {
    if (last) await runStatements(last, scope)
  }
}

function thrown(value: Value): PowerShellError {
  const message = value === null ? 'ScriptHalted' : textOf(value)
  return new PowerShellError({
    message,
    exception: 'System.Management.Automation.RuntimeException',
    fullyQualifiedErrorId: message,
    category: 'OperationStopped',
    target: message,
  })
}
