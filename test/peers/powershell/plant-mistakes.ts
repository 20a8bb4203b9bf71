import { type CmdletFacts, cmdletFacts, type ParameterFacts } from '#lib/rehearsal/windows/reference/facts.ts'
import { keptCmdlets } from '#lib/rehearsal/windows/reference/names.ts'
import type { SentPipeline } from '#lib/wizard/hosts.ts'
import { shortName, wordsOf } from './stub-cmdlets.ts'

type Given = SentPipeline['commands'][number]
type Value = Given['parameters'][string]

type Kind = keyof typeof mistakes

/** A command of a pipeline, with what Microsoft says of its cmdlet. */
type Place = { pipeline: SentPipeline; at: number; command: Given; facts: CmdletFacts }
/** The same command in several wrong ways; none where this mistake cannot be made with it. `n` varies what is wrong. */
type Mistake = (place: Place, n: number) => Given[]

/** Each kind of mistake that PowerShell's binder must find, and by which of its error ids. */
export const foundBy: Record<Kind, RegExp> = {
  'a cmdlet that does not exist': /^CommandNotFoundException/,
  'a cmdlet of the other endpoint': /^CommandNotFoundException/,
  'a parameter that does not exist': /^NamedParameterNotFound,/,
  'a misspelt parameter': /^NamedParameterNotFound,/,
  'a value of the wrong type': /^ParameterArgumentTransformationError,/,
  'a word that the enumeration does not know': /^ParameterArgumentTransformationError,/,
  'a mandatory parameter left out': /^MissingMandatoryParameter,/,
  'parameters of two sets mixed': /^AmbiguousParameterSet,/,
  'a parameter given twice, by its alias': /^ParameterAlreadyBound,/,
  'a list in the place of one value': /^ParameterArgumentTransformationError,/,
  'a switch that is given a text': /^ParameterArgumentTransformationError,/,
}

export const mistakes = {
  'a cmdlet that does not exist': ({ command }, n) => [{ ...command, name: command.name.replace('-', `-Lantern${n}`) }],
  'a cmdlet of the other endpoint': ({ pipeline, command }) =>
    keptCmdlets[pipeline.endpoint === 'windows' ? 'exchange-2013' : 'windows-server'].map((name) => ({
      ...command,
      name,
    })),
  'a parameter that does not exist': ({ command }, n) => [with_(command, `Lantern${n}`, 'x')],
  'a misspelt parameter': ({ command }) =>
    Object.keys(command.parameters).flatMap((name) => misspelt(name).map((wrong) => renamed(command, name, wrong))),
  'a value of the wrong type': (place, n) =>
    settable(place).flatMap(([name, facts]) => wrongValues(facts, n).map((wrong) => with_(place.command, name, wrong))),
  'a word that the enumeration does not know': (place, n) =>
    settable(place).flatMap(([name, facts]) => (wordsOf(facts) ? [with_(place.command, name, `Lantern${n}`)] : [])),
  'a mandatory parameter left out': ({ command, facts, at }) =>
    Object.keys(command.parameters)
      .filter((name) => isMissed(facts, Object.keys(command.parameters), name, at > 0))
      .map((name) => renamed(command, name, undefined)),
  'parameters of two sets mixed': ({ command, facts }) =>
    Object.entries(facts).flatMap(([name, own]) =>
      own.sets && !(name in command.parameters) && leftSets(facts, command, own.sets).length === 0
        ? [with_(command, name, goodValue(own))]
        : [],
    ),
  'a parameter given twice, by its alias': (place) =>
    settable(place).flatMap(([name, facts]) => {
      const value = place.command.parameters[name] ?? goodValue(facts)
      return (facts.aliases ?? []).map((alias) => with_(with_(place.command, name, value), alias, value))
    }),
  'a list in the place of one value': (place, n) =>
    settable(place).flatMap(([name, facts]) =>
      takesOne(facts.type) ? [with_(place.command, name, [goodValue(facts), `Lantern${n}`])] : [],
    ),
  'a switch that is given a text': (place, n) =>
    settable(place).flatMap(([name, { type }]) =>
      shortName(type) === 'SwitchParameter' ? [with_(place.command, name, `Lantern${n}`)] : [],
    ),
} satisfies Record<string, Mistake>

/**
 * `count` pipelines that differ, each with one mistake of this kind in one of its commands. They are chosen evenly and are the
 * same at every call. Fewer where nothing in `pipelines` can be done wrong in this way.
 */
export function plantMistakes(kind: Kind, pipelines: readonly SentPipeline[], count: number) {
  const planted = new Map<string, SentPipeline>()
  for (let n = 1; planted.size < count; n += 1) {
    const before = planted.size
    for (const wrong of wrongWays(kind, pipelines, n)) planted.set(JSON.stringify(wrong), wrong)
    if (planted.size === before) break
  }
  const all = [...planted.values()]
  const step = Math.max(1, all.length / count)
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.floor(index * step)] ?? never())
}

function wrongWays(kind: Kind, pipelines: readonly SentPipeline[], n: number): SentPipeline[] {
  return placesIn(pipelines, n).flatMap((place) =>
    mistakes[kind](place, n).map((wrong) => ({
      ...place.pipeline,
      commands: place.pipeline.commands.with(place.at, wrong),
    })),
  )
}

/** From the second round on, each command has another parameter beside those that it was sent with. */
function placesIn(pipelines: readonly SentPipeline[], n: number): Place[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.commands.flatMap((command, at) => {
      const facts = cmdletFacts(command.name)?.parameters
      if (!facts) return []
      const place = { pipeline, at, command, facts }
      const [name] = n > 1 ? (bystanders(place)[n - 2] ?? []) : []
      return [name ? { ...place, command: with_(command, name, true) } : place]
    }),
  )
}

/** They belong to every set, so they decide nothing. */
const bystanders = (place: Place) =>
  settable(place).filter(
    ([name, { sets, type }]) =>
      !sets && !(name in place.command.parameters) && ['SwitchParameter', 'Boolean'].includes(shortName(type)),
  )

/** Those that are given, and those that could be given beside them. */
function settable({ command, facts }: Place): [string, ParameterFacts][] {
  return Object.entries(facts).filter(
    ([name, { sets }]) => name in command.parameters || !sets || leftSets(facts, command, sets).length > 0,
  )
}

function leftSets(facts: CmdletFacts, { parameters }: Given, sets: readonly string[]): string[] {
  const given = Object.keys(parameters).map((name) => facts[name]?.sets)
  return sets.filter((set) => given.every((own) => !own || own.includes(set)))
}

/** Whether PowerShell has to ask for `left` when it is not given: in every set that would still do. */
function isMissed(facts: CmdletFacts, given: readonly string[], left: string, isFed: boolean): boolean {
  const { required, pipeline, sets } = facts[left] ?? { required: undefined }
  if (!required || (isFed && pipeline)) return false
  const others = given.filter((name) => name !== left).map((name) => facts[name]?.sets)
  const all = new Set(Object.values(facts).flatMap((one) => one.sets ?? []))
  return [...all].every((set) => !sets || sets.includes(set) || others.some((own) => own && !own.includes(set)))
}

/** One letter left out, doubled, or two changed over. */
function misspelt(name: string): string[] {
  const at = Math.floor(name.length / 2)
  const [start, end] = [name.slice(0, at), name.slice(at)]
  return [
    start + end.slice(1),
    `${start}${end[0]}${end}`,
    `${start.slice(0, -1)}${end[0]}${start.at(-1)}${end.slice(1)}`,
  ].filter((wrong) => wrong.toLowerCase() !== name.toLowerCase())
}

function wrongValues({ type }: ParameterFacts, n: number): Value[] {
  const wrong: Record<string, Value> = {
    Boolean: `yes ${n}`,
    Int32: `many ${n}`,
    Int64: `many ${n}`,
    UInt16: 70_000 + n,
    UInt32: -n,
    SecureString: `plain text ${n}`,
    PSCredential: { user: `admin${n}` },
    Fqdn: `no name ${n}`,
    Hostname: `no/name/${n}`,
    SmtpDomainWithSubdomains: `no domain ${n}`,
    Unlimited: `enough ${n}`,
    EnhancedTimeSpan: `${n} moons`,
    TimeSpan: `${n} moons`,
    DateTime: `on the ${n}th of never`,
    IPAddress: `10.0.0.${255 + n}`,
    MultiValuedProperty: { Lantern: `x${n}` },
    ProxyAddressTemplateCollection: { Lantern: `x${n}` },
    Hashtable: `text ${n}`,
    Byte: `text ${n}`,
  }
  const value = wrong[shortName(type)]
  return value === undefined ? [] : [value]
}

function goodValue(facts: ParameterFacts): Value {
  const good: Record<string, Value> = {
    Boolean: true,
    SwitchParameter: true,
    SecureString: { secret: true },
    PSCredential: { UserName: 'x', Password: { secret: true } },
    TimeSpan: '01:00:00',
    DateTime: '2026-11-23',
    IPAddress: '10.0.0.1',
  }
  if (/^U?Int\d+$|^Byte$/.test(shortName(facts.type))) return 1
  return good[shortName(facts.type)] ?? wordsOf(facts)?.[0] ?? 'x'
}

/** An enumeration may take several words, and `Object` takes all. */
const takesOne = (type: string) =>
  /^(System\.)?(String|Boolean|Int32|UInt16|UInt32|Uri|SwitchParameter|SecureString)$|IdParameter$|Fqdn$|Hostname$/.test(
    type,
  )

const with_ = (command: Given, name: string, value: Value): Given => ({
  ...command,
  parameters: { ...command.parameters, [name]: value },
})

function renamed(command: Given, name: string, to: string | undefined): Given {
  const { [name]: value = null, ...others } = command.parameters
  return { ...command, parameters: to === undefined ? others : { ...others, [to]: value } }
}

function never(): never {
  throw new Error('chosen beyond the end')
}
