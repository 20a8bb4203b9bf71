import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import type { CmdletFacts, ParameterFacts } from './facts.ts'
import { keptCmdlets } from './names.ts'

/**
 * Makes `<source>-cmdlets.json` beside this file out of whole lists of Microsoft's cmdlets: `node distil.ts FOLDER`.
 * Only the kept cmdlets are taken over, and only what differs from the default is written, one cmdlet a line.
 */
type RawParameter = {
  type: string
  position?: string
  pipeline?: string
  required?: boolean
  sets: string[]
  aliases?: string[]
  values?: string[]
}

type RawCmdlet = { parameters: Record<string, RawParameter> }

/** Documented as required, but there only on the drive of one provider (WSMan:). */
const dynamic: readonly string[] = ['New-Item ConnectionURI']

/** Where the documentation's own table of a parameter is broken: `Write-Host "text"` is how it is always called. */
const corrected: Readonly<Record<string, ParameterFacts>> = {
  'Write-Host Object': { type: 'System.Object', position: 0 },
}

const folder = process.argv[2]
if (!folder) throw new Error('Name the folder that holds the whole lists: node distil.ts FOLDER')

for (const [source, names] of Object.entries(keptCmdlets)) {
  // The lists are made by a tool from Microsoft's documentation; a cmdlet of another shape shows as a failing test.
  const all = JSON.parse(readFileSync(join(folder, `${source}-cmdlets.json`), 'utf8')) as Record<string, RawCmdlet>
  const lines = [...names]
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(cmdletFacts(all[name], name))}`)
  const target = join(env.root, 'lib/rehearsal/windows/reference', `${source}-cmdlets.json`)
  writeFileSync(target, `{\n${lines.join(',\n')}\n}\n`)
}

function cmdletFacts(raw: RawCmdlet | undefined, name: string): CmdletFacts {
  if (!raw) throw new Error(`The list does not know ${name}`)
  const parameters = Object.entries(raw.parameters).filter(([parameter]) => !dynamic.includes(`${name} ${parameter}`))
  return Object.fromEntries(
    parameters.map(([parameter, facts]) => [parameter, corrected[`${name} ${parameter}`] ?? parameterFacts(facts)]),
  )
}

function parameterFacts(raw: RawParameter): ParameterFacts {
  const position = Number(raw.position)
  const pipeline = pipelineFacts(raw.pipeline ?? 'False')
  return {
    type: raw.type,
    ...(Number.isInteger(position) && { position }),
    ...(raw.required && { required: true as const }),
    ...(pipeline && { pipeline }),
    ...(!raw.sets.includes('(All)') && !raw.sets.includes('') && { sets: raw.sets }),
    ...(raw.aliases && !raw.aliases.includes('[]') && { aliases: raw.aliases }),
    ...(raw.values && { values: raw.values }),
  }
}

function pipelineFacts(text: string): ParameterFacts['pipeline'] {
  if (/^false$/i.test(text) || text.includes('(False)')) return undefined
  const byValue = /ByValue/i.test(text)
  const byProperty = /ByPropertyName/i.test(text)
  if (byValue === byProperty) return 'both'
  return byValue ? 'value' : 'property'
}
