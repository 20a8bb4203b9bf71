import type { CmdletFacts } from '../reference/facts.ts'
import type { Bound } from './bind-parameters.ts'

/** The parameter sets that all the named parameters belong to. A cmdlet without sets has the one set `(All)`. */
export function possibleSets(facts: CmdletFacts, named: readonly string[]): string[] {
  return named.reduce((left, name) => {
    const own = facts[name]?.sets
    return own ? left.filter((set) => own.includes(set)) : left
  }, setsOf(facts))
}

/** The mandatory parameters without a value: of the one set that comes nearest to being satisfied. */
export function missingMandatory(facts: CmdletFacts, sets: readonly string[], bound: Bound): string[] {
  const missing = sets.map((set) =>
    Object.entries(facts)
      .filter(([name, { required, sets: own }]) => required && !bound.has(name) && (!own || own.includes(set)))
      .map(([name]) => name),
  )
  return missing.sort((a, b) => a.length - b.length)[0] ?? []
}

function setsOf(facts: CmdletFacts): string[] {
  const sets = new Set(Object.values(facts).flatMap(({ sets: own }) => own ?? []))
  return sets.size > 0 ? [...sets] : ['(All)']
}
