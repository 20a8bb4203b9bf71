import { cmdletFacts, type ParameterFacts } from '#lib/rehearsal/windows/reference/facts.ts'
import { keptCmdlets } from '#lib/rehearsal/windows/reference/names.ts'
import { documentedWords } from './documented-words.ts'
import { stubType } from './stub-types.ts'

const exchangeNames: readonly string[] = keptCmdlets['exchange-2013']
const windowsNames: readonly string[] = [...keptCmdlets['powershell-5.1'], ...keptCmdlets['windows-server']]
/** They filter and choose among what Exchange's cmdlets put out, in the runspace into which those are imported. */
const besideExchange = ['Select-Object', 'Where-Object', 'Sort-Object', 'Measure-Object', 'Out-Null']

/** Programs of Windows that are called by their name, as cmdlets are. */
export const programs = [
  'iisreset',
  'iisreset.exe',
  'certutil',
  'certutil.exe',
  'dism.exe',
  'netsh.exe',
  'hostname',
  'whoami',
]

/** For each endpoint PowerShell functions without a body, which take what Microsoft's cmdlets take. */
export const stubCmdlets = (): Record<'windows' | 'exchange', string> => ({
  windows: stubs(windowsNames),
  exchange: stubs([...exchangeNames, ...besideExchange]),
})

/** The words of a parameter that is an enumeration; `undefined` where it is none. */
export function wordsOf({ type, values }: ParameterFacts): readonly string[] | undefined {
  const short = shortName(type)
  if (['Object', 'Int32', 'UInt32', 'MultiValuedProperty'].includes(short)) return undefined
  return values ?? documentedWords[short]
}

export const shortName = (type: string) => type.replace('[]', '').split('.').at(-1) ?? type

/** Which set PowerShell takes where several would do. The reference does not say; these are the ones that it does in practice. */
function defaultSet(name: string, sets: readonly string[]): string | undefined {
  // Its page tells the sets of Exchange Online among those of the servers.
  if (name === 'Set-OrganizationConfig') return 'AdfsAuthenticationParameter'
  const usual = ['Thumbprint', 'Identity', 'Path', 'Items', 'Default', 'Name', 'Certificate', 'FileData', 'pathSet']
  return usual.find((set) => sets.includes(set)) ?? sets[0]
}

function stubs(names: readonly string[]): string {
  const enumerations = new Map<string, string>()
  const functions = names.map((name) => stub(name, enumerations))
  const types = [...enumerations].map(([words, name]) => `[Flags()] enum ${name} { ${members(words.split(' '))} }`)
  return [...types, ...functions].join('\n')
}

function stub(name: string, enumerations: Map<string, string>): string {
  const { parameters = {} } = cmdletFacts(name) ?? {}
  const sets = [...new Set(Object.values(parameters).flatMap((one) => one.sets ?? []))]
  const first = defaultSet(name, sets)
  const binding = [...(first ? [`DefaultParameterSetName = '${first}'`] : []), 'PositionalBinding = $false']
  const declared = Object.entries(parameters).map(([parameter, facts]) => declaration(parameter, facts, enumerations))
  return `function ${name} { [CmdletBinding(${binding.join(', ')})] param(${declared.join(', ')}) process {} }`
}

function declaration(parameter: string, facts: ParameterFacts, enumerations: Map<string, string>): string {
  const { position, required, pipeline, sets = [undefined], aliases = [] } = facts
  const said = [
    ...(required ? ['Mandatory'] : []),
    ...(position === undefined ? [] : [`Position = ${position}`]),
    ...(pipeline === 'value' || pipeline === 'both' ? ['ValueFromPipeline'] : []),
    ...(pipeline === 'property' || pipeline === 'both' ? ['ValueFromPipelineByPropertyName'] : []),
  ]
  const places = sets.map(
    (set) => `[Parameter(${[...said, ...(set ? [`ParameterSetName = '${set}'`] : [])].join(', ')})]`,
  )
  const called = aliases.length > 0 ? [`[Alias('${aliases.join("', '")}')]`] : []
  return `${[...places, ...called].join('')} [${typeOf(facts, enumerations)}] $${parameter}`
}

function typeOf(facts: ParameterFacts, enumerations: Map<string, string>): string {
  const words = wordsOf(facts)
  if (!words) return stubType(facts.type)
  const key = words.join(' ')
  const name = enumerations.get(key) ?? `Words_${shortName(facts.type).replace(/\W/g, '_')}_${enumerations.size}`
  enumerations.set(key, name)
  return facts.type.endsWith('[]') ? `${name}[]` : name
}

/** Values of their own bits: whether the words may stand together is the cmdlet's own question. */
const members = (words: readonly string[]) =>
  words.map((word, at) => `${word} = ${at < 31 ? 2 ** at : 2 ** 30 + at}`).join('; ')
