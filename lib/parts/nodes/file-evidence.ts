import { createHash } from 'node:crypto'
import type { Shell } from '#lib/wizard/hosts.ts'
import type { Evidence } from '#lib/wizard/step.ts'
import { answerOf } from './each-node.ts'

/** A file as it stands on the machine, for the report. */
export async function fileEvidence(shell: Shell, path: string, content: string): Promise<Evidence> {
  const mode = (await answerOf(shell, ['stat', '-c', '%a', path])).padStart(4, '0')
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { kind: 'file', subject: `${path} on ${shell.host}`, data: { host: shell.host, path, content, sha256, mode } }
}
