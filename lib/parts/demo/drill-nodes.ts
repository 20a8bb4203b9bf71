import { createHash } from 'node:crypto'
import type { Answers } from '#lib/parts/answers.ts'
import { CONFIGURATION, LOADED } from '#lib/parts/high-availability/places.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { runningConfiguration } from '#lib/parts/load-balancer/running.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'

export function nodeShells({ answers: { lab }, hosts }: StepContext<Answers>): Promise<Shell[]> {
  return Promise.all(hostsWith(lab, 'load-balancer').map(({ name }) => hosts.shell(name)))
}

/** Of what runs on both nodes: a drill proves these configurations and no others. */
export async function runningFingerprint(shells: readonly Shell[]): Promise<string> {
  const running = await Promise.all(
    shells.map(async (shell) => {
      const keepalived = (await shell.read(LOADED)) ?? (await shell.read(CONFIGURATION)) ?? ''
      return [shell.host, await runningConfiguration(shell), createHash('sha256').update(keepalived).digest('hex')]
    }),
  )
  return createHash('sha256').update(JSON.stringify(running)).digest('hex').slice(0, 16)
}
