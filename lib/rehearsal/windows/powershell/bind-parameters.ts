import type { CmdletFacts, CmdletSource, ParameterFacts } from '../reference/facts.ts'
import { bindingErrors } from './binding-errors.ts'
import { convert } from './convert.ts'
import { missingMandatory, possibleSets } from './parameter-sets.ts'
import { NetObject, propertyOf, typeNameOf, type Value } from './value.ts'

/** One argument of a command: positional where it has no name. `given` is false for a name that stands alone. */
export type Argument = { name?: string; value: Value; given: boolean }

export type Binding = {
  name: string
  source: CmdletSource
  parameters: CmdletFacts
}

/** The bound parameters, asked by their documented names. */
export type Bound = ReadonlyMap<string, Value>

/** On Windows PowerShell 4.0: there is no -InformationAction yet. */
const commonParameters: CmdletFacts = {
  Verbose: { type: 'System.Management.Automation.SwitchParameter', aliases: ['vb'] },
  Debug: { type: 'System.Management.Automation.SwitchParameter', aliases: ['db'] },
  ErrorAction: { type: 'System.Management.Automation.ActionPreference', aliases: ['ea'], values: preferences() },
  WarningAction: { type: 'System.Management.Automation.ActionPreference', aliases: ['wa'], values: preferences() },
  ErrorVariable: { type: 'System.String', aliases: ['ev'] },
  WarningVariable: { type: 'System.String', aliases: ['wv'] },
  OutVariable: { type: 'System.String', aliases: ['ov'] },
  OutBuffer: { type: 'System.Int32', aliases: ['ob'] },
  PipelineVariable: { type: 'System.String', aliases: ['pv'] },
}

/**
 * Binds arguments as PowerShell does: by name, alias or unambiguous start of a name, then by position, then (where there is
 * one) from the pipeline's object. Throws a `PowerShellError` in Windows' own words.
 */
export function bindParameters(binding: Binding, given: readonly Argument[], input?: Value): Bound {
  const errors = bindingErrors(binding)
  const facts = { ...binding.parameters, ...commonParameters }
  const bound = new Map<string, Value>()

  const put = (name: string, value: Value) => bound.set(name, converted(name, value))
  const converted = (name: string, value: Value) => {
    const { type, values, required } = facts[name] ?? { type: 'System.Object' }
    if (required && value === null && !/SwitchParameter|Object(\[\])?$/.test(type)) throw errors.isNull(name)
    if (required && value === '' && /String$/.test(type)) throw errors.isEmpty(name)
    const conversion = convert(value, type, values)
    if ('fault' in conversion) throw errors.cannotConvert(name, conversion)
    return conversion.value
  }

  const positional: Value[] = []
  for (const [at, argument] of given.entries()) {
    if (argument.name === undefined) {
      if (!takesNext(given[at - 1], facts, errors)) positional.push(argument.value)
      continue
    }
    const name = parameterNamed(argument.name, facts, errors)
    if (bound.has(name)) throw errors.boundTwice(name)
    const next = takesNext(argument, facts, errors) ? given[at + 1] : undefined
    if (next && next.name !== undefined) throw errors.missingArgument(name)
    if (!argument.given && !next && !isSwitchFact(facts[name])) throw errors.missingArgument(name)
    put(name, argument.given ? argument.value : next ? next.value : true)
  }

  for (const value of positional) {
    const name = nextPosition(facts, bound, value)
    if (!name) throw errors.noPosition(value)
    put(name, value)
  }

  if (input !== undefined) bindFromPipeline(input, facts, bound, put)

  const sets = possibleSets(facts, [...bound.keys()])
  if (sets.length === 0) throw errors.noSet()
  const missing = missingMandatory(facts, sets, bound)
  if (missing.length > 0) throw errors.missing(missing)
  return bound
}

function parameterNamed(given: string, facts: CmdletFacts, errors: ReturnType<typeof bindingErrors>): string {
  const wanted = given.replace(/^-/, '').replace(/:$/, '').toLowerCase()
  const names = Object.keys(facts)
  const called = (name: string) => [name, ...(facts[name]?.aliases ?? [])].map((one) => one.toLowerCase())

  const exact = names.find((name) => called(name).includes(wanted))
  if (exact) return exact
  const starting = names.filter((name) => called(name).some((one) => one.startsWith(wanted)))
  if (starting.length > 1) throw errors.ambiguous(given, starting)
  const [only] = starting
  if (!only || wanted === '') throw errors.unknown(given.replace(/^-/, '').replace(/:$/, ''))
  return only
}

/** `-Name value` in a script comes as two words; a switch takes none. */
function takesNext(
  argument: Argument | undefined,
  facts: CmdletFacts,
  errors: ReturnType<typeof bindingErrors>,
): boolean {
  if (argument?.name === undefined || argument.given) return false
  return !isSwitchFact(facts[parameterNamed(argument.name, facts, errors)])
}

function isSwitchFact(facts: ParameterFacts | undefined): boolean {
  return facts?.type.endsWith('SwitchParameter') ?? false
}

/** The free parameter of the lowest position; of several at one position, the one whose type the value has. */
function nextPosition(facts: CmdletFacts, bound: Bound, value: Value): string | undefined {
  const sets = possibleSets(facts, [...bound.keys()])
  const free = Object.entries(facts).filter(
    ([name, { position, sets: own }]) =>
      position !== undefined && !bound.has(name) && (!own || own.some((set) => sets.includes(set))),
  )
  const lowest = Math.min(...free.map(([, { position }]) => position ?? 0))
  const first = free.filter(([, { position }]) => position === lowest)
  return bestFitting(first, value)?.[0] ?? first[0]?.[0]
}

/** By value where the type fits without conversion, then by property of the same name. */
function bindFromPipeline(input: Value, facts: CmdletFacts, bound: Bound, put: (name: string, value: Value) => void) {
  const free = Object.entries(facts).filter(([name]) => !bound.has(name))
  const byValue = bestFitting(
    free.filter(([, { pipeline }]) => pipeline === 'value' || pipeline === 'both'),
    input,
  )
  if (byValue) return put(byValue[0], input)
  for (const [name, { pipeline, aliases = [] }] of free) {
    if (pipeline !== 'property' && pipeline !== 'both') continue
    const held = [name, ...aliases]
      .map((one) => propertyOf(input, one))
      .find((one) => one !== undefined && one !== null)
    if (held !== undefined) put(name, held)
  }
}

function bestFitting(facts: [string, ParameterFacts][], value: Value): [string, ParameterFacts] | undefined {
  const ranked = facts.map((one) => ({ one, fit: fitness(value, one[1].type) })).filter(({ fit }) => fit > 0)
  return ranked.sort((a, b) => b.fit - a.fit)[0]?.one
}

/** How well a value fits a documented type as it is: 0 is not at all. */
function fitness(value: Value, type: string): number {
  const short = (type.replace('[]', '').split('.').at(-1) ?? type).toLowerCase()
  const names = value instanceof NetObject ? value.types : [typeNameOf(value)]
  if (names.some((name) => name.split('.').at(-1)?.toLowerCase() === short)) return 3
  if (short === 'object' || short === 'psobject') return 1
  const isWord = typeof value === 'string' && !/scriptblock|session|object|controller|\[|certificate2?$/.test(short)
  return isWord ? 2 : 0
}

function preferences(): string[] {
  return ['SilentlyContinue', 'Stop', 'Continue', 'Inquire', 'Ignore']
}
