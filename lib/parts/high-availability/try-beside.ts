import { Failure } from '#lib/failure.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { CONFIGURATION } from './places.ts'

const DRAFT = `${CONFIGURATION}.next`

/** Has the node's own keepalived judge the configuration beside the live one, which is touched only afterwards. */
export async function tryBeside(shell: Shell, text: string): Promise<void> {
  await shell.write(DRAFT, text, { mode: 0o640, owner: 'root', group: 'root' })
  try {
    await shell.run(['keepalived', '-t', '-f', DRAFT])
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'command-failed') throw cause
    throw new Failure('command-failed', {
      message: `keepalived on ${shell.host} does not accept the new configuration. It lies beside as ${DRAFT}; what runs was not touched.`,
      remedy: 'The lines above name the line and the reason.',
      cause,
    })
  }
  await shell.run(['rm', '-f', DRAFT])
}
