import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import type { Command, Shell } from '#lib/wizard/hosts.ts'
import { type Change, type Finding, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'

export const nodeNames = ({ lab }: Pick<Answers, 'lab'>): string[] =>
  hostsWith(lab, 'load-balancer').map(({ name }) => name)

export async function* nodeShells({ answers, hosts }: StepContext<Answers>): AsyncGenerator<Shell> {
  for (const name of nodeNames(answers)) yield await hosts.shell(name)
}

/** One Finding for both nodes: what blocks one blocks the Step, what lacks on one is to be done. */
export async function lookAtNodes(
  context: StepContext<Answers>,
  look: (shell: Shell) => Promise<Finding>,
): Promise<Finding> {
  const findings: Finding[] = []
  for await (const shell of nodeShells(context)) findings.push(await look(shell))
  const inTheWay = findings.find(({ state }) => state === 'blocked')
  if (inTheWay) return inTheWay
  const lacking = findings.filter(({ state }) => state === 'unsatisfied')
  return lacking.length > 0 ? unsatisfied(told(lacking)) : satisfied(told(findings))
}

export async function planForNodes(
  context: StepContext<Answers>,
  plan: (shell: Shell) => Promise<Change[]>,
): Promise<Change[]> {
  const changes: Change[] = []
  for await (const shell of nodeShells(context)) changes.push(...(await plan(shell)))
  return changes
}

/** A question that every Linux answers: its standard output, trimmed. */
export async function answerOf(shell: Shell, command: Command): Promise<string> {
  const { exitCode, stdout, stderr } = await shell.ask(command)
  if (exitCode === 0) return stdout.trim()
  throw new Failure('command-failed', {
    message: `“${command.join(' ')}” ended with ${exitCode} on ${shell.host}: ${stderr.trim() || stdout.trim() || 'no word why'}`,
    remedy: `Run the command on ${shell.host} by hand and put right what it says.`,
  })
}

const told = (findings: Finding[]) => findings.map(({ detail }) => detail).join(' ')
