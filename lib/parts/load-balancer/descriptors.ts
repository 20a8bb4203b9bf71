import type { Answers } from '#lib/parts/answers.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Finding } from '#lib/wizard/step.ts'

/** Beside the connections: listeners, probes, threads, log and sockets. */
const OTHER_DESCRIPTORS = 500

/**
 * Whether the unit may open as many files as the connections need. `haproxy -c` calls such a configuration valid, and the
 * start then ends with "Cannot raise FD limit".
 */
export async function tooFewDescriptors(shell: Shell, answers: Answers): Promise<Finding | undefined> {
  const needed = answers['load-balancer'].maxConnections * 2 + OTHER_DESCRIPTORS
  const { stdout } = await shell.ask(['systemctl', 'show', 'haproxy', '--property=LimitNOFILE', '--value'])
  const limit = Number(stdout.trim() || Number.NaN)
  if (Number.isNaN(limit) || limit >= needed) return undefined

  const possible = Math.floor((limit - OTHER_DESCRIPTORS) / 2)
  return blocked(
    `${shell.host} lets HAProxy open ${limit} files; ${answers['load-balancer'].maxConnections} connections need about ${needed}.`,
    possible >= 100
      ? `Set the connections to ${possible} at most, or raise LimitNOFILE of haproxy.service on the node.`
      : 'Raise LimitNOFILE of haproxy.service on the node.',
    { part: 'load-balancer', field: 'maxConnections', tab: 'answers', label: 'Go to the connections' },
  )
}
