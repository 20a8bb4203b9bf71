import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { owedRestart } from './owed-restart.ts'
import { restartIis } from './restart-iis.ts'

/** Restarts IIS on every Exchange server that is owed it, one after the other. */
export async function restartOwed(context: StepContext<Answers>): Promise<void> {
  for (const { name } of hostsWith(context.answers.lab, 'exchange')) {
    const owed = await owedRestart(context.keep, name)
    if (owed) await restartIis(context, name, owed.reason)
  }
}
