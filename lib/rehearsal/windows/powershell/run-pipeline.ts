import type { Argument } from './bind-parameters.ts'
import { parseScript } from './parse-script.ts'
import { runCommand } from './run-command.ts'
import { runInPlace } from './run-script.ts'
import { collecting, type Scope } from './scope.ts'
import { scriptsNotAllowed } from './script-error.ts'
import type { Value } from './value.ts'

/** One command of a pipeline as it comes over the wire: a name with arguments, or a script. */
export type PipelineCommand = { text: string; isScript: boolean; arguments: readonly Argument[] }

/**
 * Runs statements one after the other, each a pipeline of commands; the first takes the pipeline's input. What they put out
 * goes to the scope's streams; a terminating error is thrown as `PowerShellError`.
 */
export async function runPipeline(
  statements: readonly (readonly PipelineCommand[])[],
  input: readonly Value[] | undefined,
  scope: Scope,
): Promise<void> {
  const script = statements.flat().find(({ isScript }) => isScript)
  if (script && scope.session.language === 'none') throw scriptsNotAllowed(script.text)
  for (const commands of statements) {
    let taken = input
    for (const [at, command] of commands.entries()) {
      const inner = at === commands.length - 1 ? { scope, taken: [] } : collecting(scope)
      if (command.isScript) await runInPlace(parseScript(command.text), command.arguments, taken, inner.scope)
      else await runCommand({ name: command.text, arguments: command.arguments }, taken, inner.scope)
      taken = inner.taken
    }
  }
}
