import type { Argument } from './bind-parameters.ts'
import { evaluate } from './evaluate.ts'
import { cast } from './members.ts'
import { Leaving, runStatements } from './run-statements.ts'
import { childScope, type Scope } from './scope.ts'
import { scriptError } from './script-error.ts'
import type { Script } from './syntax.ts'
import { listOf, textOf, type Value } from './value.ts'

/** Runs a script block or function: arguments go to its parameters, the rest to `$args`, pipeline input to `$input` and `$_`. */
export async function runScript(
  script: Script,
  given: readonly Argument[],
  input: readonly Value[] | undefined,
  caller: Scope,
): Promise<void> {
  const scope = childScope(caller, {})
  await bindScript(script, given, scope)
  await runBlocks(script, input, scope)
}

/** Runs a script in the scope it is given, so that its variables stay there. */
export async function runInPlace(
  script: Script,
  given: readonly Argument[],
  input: readonly Value[] | undefined,
  scope: Scope,
): Promise<void> {
  await bindScript(script, given, scope)
  await runBlocks(script, input, scope)
}

async function bindScript({ parameters }: Script, given: readonly Argument[], scope: Scope): Promise<void> {
  const left = [...given]
  for (const { name, type } of parameters) {
    const isSwitch = type?.toLowerCase() === 'switch'
    const at = left.findIndex((one) => one.name?.replace(/^-|:$/g, '').toLowerCase() === name.toLowerCase())
    const [found] = at < 0 ? [] : left.splice(at, 1)
    if (!found) continue
    // A name that stands alone takes the next positional word: `-Name value`.
    const next = found.given || isSwitch ? undefined : left.splice(at, 1)[0]
    const value = found.given ? found.value : (next?.value ?? true)
    scope.variables.set(name.toLowerCase(), type ? cast(type, value) : value)
  }
  for (const { name, type, default: standard } of parameters) {
    if (scope.variables.has(name.toLowerCase())) continue
    const at = left.findIndex((one) => one.name === undefined)
    const [found] = at < 0 || type?.toLowerCase() === 'switch' ? [] : left.splice(at, 1)
    const value = found ? found.value : standard ? await evaluate(standard, scope) : null
    scope.variables.set(name.toLowerCase(), found && type ? cast(type, value) : value)
  }
  const unknown = left.find((one) => one.name !== undefined)
  if (unknown?.name && parameters.length > 0)
    throw scriptError(
      'NamedParameterNotFound',
      `A parameter cannot be found that matches parameter name '${unknown.name.replace(/^-|:$/g, '')}'.`,
      'InvalidArgument',
    )
  scope.variables.set(
    'args',
    left.map((one) => one.value),
  )
}

async function runBlocks({ begin, process, end }: Script, input: readonly Value[] | undefined, scope: Scope) {
  try {
    await runStatements(begin, scope)
    if (process.length > 0) {
      for (const item of input ?? [undefined]) {
        scope.variables.set('_', item ?? null)
        scope.variables.set('input', item === undefined ? [] : [item])
        await runStatements(process, scope)
      }
    }
    scope.variables.set('input', [...(input ?? [])])
    await runStatements(end, scope)
  } catch (error) {
    if (!(error instanceof Leaving) || error.how === 'break' || error.how === 'continue') throw error
    if (error.how === 'exit') scope.session.lastExitCode = Number(textOf(error.value) || 0)
    for (const value of listOf(error.how === 'return' ? error.value : null)) scope.streams.output(value)
  }
}
