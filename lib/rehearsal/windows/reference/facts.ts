import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#lib/env.ts'

/** What Microsoft's documentation says of one parameter; what is left out is the default. */
export type ParameterFacts = {
  /** As documented: `String[]`, `System.Int32`, `VirtualDirectoryIdParameter`. */
  type: string
  /** Only the order counts: some lists begin at 0 and some at 1. */
  position?: number
  required?: true
  /** How it takes pipeline input; absent: it does not. */
  pipeline?: 'value' | 'property' | 'both'
  /** The parameter sets it belongs to; absent: all of them. */
  sets?: string[]
  aliases?: string[]
  /** The words that an enumeration knows, where they are documented. */
  values?: string[]
}

export type CmdletFacts = Record<string, ParameterFacts>
export type CmdletSource = 'windows' | 'exchange'

/** What Microsoft says of a cmdlet, by its name in any case. `undefined`: no such cmdlet is kept (see names.ts). */
export function cmdletFacts(name: string): { name: string; source: CmdletSource; parameters: CmdletFacts } | undefined {
  kept ??= readKept()
  return kept.get(name.toLowerCase())
}

type Kept = Map<string, { name: string; source: CmdletSource; parameters: CmdletFacts }>
let kept: Kept | undefined

function readKept(): Kept {
  const all: Kept = new Map()
  for (const [file, source] of [
    ['powershell-5.1', 'windows'],
    ['windows-server', 'windows'],
    ['exchange-2013', 'exchange'],
  ] as const) {
    const path = join(env.root, 'lib/rehearsal/windows/reference', `${file}-cmdlets.json`)
    // Written by distil.ts, whose output has this type.
    const cmdlets = JSON.parse(readFileSync(path, 'utf8')) as Record<string, CmdletFacts>
    for (const [name, parameters] of Object.entries(cmdlets)) all.set(name.toLowerCase(), { name, source, parameters })
  }
  return all
}
