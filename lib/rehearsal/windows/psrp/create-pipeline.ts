import { readClixml } from '#lib/protocols/psrp/clixml/read.ts'
import { PsObject, type PsValue } from '#lib/protocols/psrp/clixml/value.ts'
import { Defragmenter } from '#lib/protocols/psrp/fragment.ts'
import { decodeMessage } from '#lib/protocols/psrp/message.ts'
import type { Argument } from '../powershell/bind-parameters.ts'
import type { PipelineCommand } from '../powershell/run-pipeline.ts'
import { fromClixml } from './clixml-values.ts'

export type AskedPipeline = {
  statements: (PipelineCommand & { mergesErrors: boolean })[][]
  takesInput: boolean
  /** Whether there is a person, or a program in its place, whom a cmdlet may ask. */
  hasHost: boolean | 'pool'
}

/** Reads CREATE_PIPELINE, [MS-PSRP] 2.2.2.10. */
export function readCreatePipeline(message: PsValue): AskedPipeline {
  const powershell = property(message, 'PowerShell')
  const extra = items(property(powershell, 'ExtraCmds')).map((one) => items(property(one, 'Cmds')))
  const lists = extra.length > 0 ? extra : [items(property(powershell, 'Cmds'))]
  return {
    statements: lists.map((commands) => commands.map(readCommand)),
    takesInput: property(message, 'NoInput') === false,
    hasHost: readHostInfo(property(message, 'HostInfo')),
  }
}

/** What a CREATE_PIPELINE that came in one piece would run; nothing for one that is cut or is none. */
export function commandNamesIn(fragments: Uint8Array): string[] {
  try {
    const [message] = new Defragmenter().add(fragments)
    const asked = message && readCreatePipeline(readClixml(decodeMessage(message).clixml))
    return asked?.statements.flat().map(({ text }) => text) ?? []
  } catch {
    return []
  }
}

/** Whether a host stands behind this HostInfo, or that of the pool. [MS-PSRP] 2.2.3.14. */
export function readHostInfo(info: PsValue): boolean | 'pool' {
  if (property(info, '_useRunspaceHost') === true) return 'pool'
  return property(info, '_isHostNull') === false
}

export function property(value: PsValue, name: string): PsValue {
  return value instanceof PsObject ? (value.get(name) ?? null) : null
}

function readCommand(command: PsValue): PipelineCommand & { mergesErrors: boolean } {
  return {
    text: String(property(command, 'Cmd') ?? ''),
    isScript: property(command, 'IsScript') === true,
    arguments: items(property(command, 'Args')).map(readArgument),
    mergesErrors: [property(command, 'MergeError'), property(command, 'MergeToResult')].some(
      (one) => nameOf(one) === 'Output',
    ),
  }
}

function readArgument(argument: PsValue): Argument {
  const name = property(argument, 'N')
  const value = fromClixml(property(argument, 'V'))
  if (typeof name !== 'string') return { value, given: true }
  // A name with its dash, as a script has it, is followed by its value as an argument of its own.
  return { name, value, given: !(name.startsWith('-') && value === null) }
}

function items(value: PsValue): readonly PsValue[] {
  const content = value instanceof PsObject ? value.content : undefined
  return content && 'items' in content ? content.items : Array.isArray(value) ? value : []
}

function nameOf(value: PsValue): string | undefined {
  return value instanceof PsObject ? value.text : undefined
}
