import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { json, text } from 'node:stream/consumers'
import type { SentPipeline } from '#lib/wizard/hosts.ts'
import { programs, stubCmdlets } from './stub-cmdlets.ts'

/** What PowerShell's own binder has against a command; `id` as in its error records. */
export type BindingFault = { command: string; id: string; message: string }

/**
 * Binds each command of recorded pipelines by Microsoft's own engine (`program`, of engine.ts) against stubs of the cmdlets,
 * made from the kept reference. Answers one list of faults for each pipeline: empty where the real cmdlets would take it.
 */
export async function bindPipelines(program: string, pipelines: readonly SentPipeline[]): Promise<BindingFault[][]> {
  const binder = spawn(program, ['bind'], { stdio: 'pipe' })
  binder.stdin.end(JSON.stringify({ endpoints: stubCmdlets(), programs, pipelines }))
  const [output, complaint] = await Promise.all([
    json(binder.stdout).catch(() => undefined),
    text(binder.stderr),
    once(binder, 'exit'),
  ])
  if (!output) throw new Error(`The peer could not bind: ${complaint.slice(0, 2_000)}`)
  // Written by Bind.cs, whose output has this shape.
  return output as BindingFault[][]
}
