import { type CmdletSource, cmdletFacts } from '../reference/facts.ts'
import { bindOrAsk } from './ask-for-missing.ts'
import type { Argument, Binding, Bound } from './bind-parameters.ts'
import { CmdletError, type Cmdlets, type Streams } from './cmdlet.ts'
import { deserialised } from './deserialised.ts'
import { PowerShellError } from './error-record.ts'
import { recordOf } from './fault-record.ts'
import { parseScript } from './parse-script.ts'
import { isBroken, sessionBroken } from './remote-session.ts'
import { runScript } from './run-script.ts'
import { type Scope, variableOf } from './scope.ts'
import { commandNotFound, notSimulated } from './script-error.ts'
import { ScriptBlock, textOf, type Value } from './value.ts'

export type Command = { name: Value; arguments: readonly Argument[] }

/** Runs one command of a pipeline on the objects that came down it; `undefined`: it is the first. */
export async function runCommand(command: Command, input: readonly Value[] | undefined, scope: Scope): Promise<void> {
  scope.signal.throwIfAborted()
  if (command.name instanceof ScriptBlock)
    return runScript(parseScript(command.name.text), command.arguments, input, scope)
  const name = textOf(command.name)
  const wanted = aliases[name.toLowerCase()] ?? name

  const own = scope.session.functions.get(wanted.toLowerCase())
  if (own) return runScript(own, command.arguments, input, scope)
  const program = scope.host.commands.programs[wanted.toLowerCase().replace(/\.exe$/, '')]
  if (program && scope.session.language === 'full') return program(command.arguments, scope)
  return runCmdlet(wanted, command.arguments, input, scope)
}

async function runCmdlet(
  wanted: string,
  given: readonly Argument[],
  input: readonly Value[] | undefined,
  scope: Scope,
) {
  const facts = cmdletFacts(wanted)
  const offered = facts && cmdletsOf(scope, facts.name, facts.source)
  if (!facts || !offered) throw commandNotFound(wanted)
  const cmdlet = offered.table[facts.name]
  if (!cmdlet) throw notSimulated(facts.name)

  const binding: Binding = facts
  const call = async (bound: Bound, taken: readonly Value[]) => {
    const streams = cmdletStreams(binding, bound, scope, offered.imported)
    try {
      await cmdlet.run({
        host: hostFor(bound, scope),
        session: scope.session,
        streams,
        parameters: bound,
        input: taken,
        signal: scope.signal,
      })
    } catch (error) {
      throw error instanceof CmdletError
        ? new PowerShellError(recordOf(error.fault, binding))
        : inCmdlet(error, binding)
    }
  }

  const takesInput = input !== undefined && Object.values(facts.parameters).some(({ pipeline }) => pipeline)
  const { host } = scope.streams
  if (cmdlet.collects) return call(await bindOrAsk(binding, given, host), input ?? [])
  if (!takesInput) return call(await bindOrAsk(binding, given, host), [])
  for (const item of input) await call(await bindOrAsk(binding, given, host, item), [item])
}

/** A cmdlet that is told which domain controller to ask sees the directory as that one does. */
function hostFor(bound: Bound, { host }: Scope): Scope['host'] {
  const asked = bound.get('DomainController')
  return asked ? { ...host, directory: host.directory.of(textOf(asked)) } : host
}

function inCmdlet(error: unknown, { name }: Pick<Binding, 'name'>): unknown {
  if (!(error instanceof PowerShellError) || error.record.activity) return error
  return new PowerShellError({ ...error.record, activity: name })
}

/** Which table a cmdlet comes from here: Exchange's are on its own endpoint, and where Import-PSSession brought them. */
function cmdletsOf(
  { host, session }: Scope,
  name: string,
  source: CmdletSource,
): { table: Cmdlets; imported: boolean } | undefined {
  if (source === 'exchange') {
    const imported = session.imported.get(name.toLowerCase())
    if (session.language === 'full' && !imported?.open) return undefined
    if (imported && isBroken(imported, host)) throw sessionBroken(imported, host)
    return { table: host.commands.exchange, imported: imported !== undefined }
  }
  if (session.language === 'none' && !noLanguageCmdlets.includes(name)) return undefined
  return { table: host.commands.windows, imported: false }
}

function cmdletStreams(binding: Binding, bound: Bound, scope: Scope, imported: boolean): Streams {
  const { streams } = scope
  const preference = textOf(
    bound.get('ErrorAction') ?? variableOf(scope, 'ErrorActionPreference') ?? 'Continue',
  ).toLowerCase()
  const warnings = textOf(
    bound.get('WarningAction') ?? variableOf(scope, 'WarningPreference') ?? 'Continue',
  ).toLowerCase()
  const isShown = (switchName: string, variable: string) =>
    bound.get(switchName) === true || /^(continue|inquire)$/i.test(textOf(variableOf(scope, variable) ?? ''))

  return {
    ...streams,
    output: (value) => streams.output(imported ? deserialised(value) : value),
    error: (record) => {
      if (preference === 'stop') throw new PowerShellError({ ...record, activity: binding.name })
      if (preference === 'continue') streams.error({ ...record, activity: binding.name })
    },
    text: (stream, message) => {
      if (stream === 'warning' && /^(silentlycontinue|ignore)$/.test(warnings)) return
      if (stream === 'verbose' && !isShown('Verbose', 'VerbosePreference')) return
      if (stream === 'debug' && !isShown('Debug', 'DebugPreference')) return
      streams.text(stream, message)
    },
  }
}

/** What a restricted endpoint offers besides its own cmdlets (InitialSessionState.CreateRestricted). */
const noLanguageCmdlets = ['Get-Command', 'Select-Object', 'Measure-Object', 'Out-Default']

const aliases: Record<string, string> = {
  '%': 'ForEach-Object',
  '?': 'Where-Object',
  cat: 'Get-Content',
  dir: 'Get-ChildItem',
  echo: 'Write-Output',
  foreach: 'ForEach-Object',
  gc: 'Get-Content',
  gci: 'Get-ChildItem',
  gp: 'Get-ItemProperty',
  gsv: 'Get-Service',
  ls: 'Get-ChildItem',
  measure: 'Measure-Object',
  rm: 'Remove-Item',
  sc: 'Set-Content',
  select: 'Select-Object',
  sleep: 'Start-Sleep',
  sort: 'Sort-Object',
  where: 'Where-Object',
}
