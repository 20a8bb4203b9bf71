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
  const limit = Math.min(await unitLimit(shell), await systemdLimit(shell))
  if (limit >= needed) return undefined

  const possible = Math.floor((limit - OTHER_DESCRIPTORS) / 2)
  return blocked(
    `${shell.host} lets HAProxy open ${limit} files; ${answers['load-balancer'].maxConnections} connections need about ${needed}.`,
    possible >= 100
      ? `Set the connections to ${possible} at most, or raise LimitNOFILE of haproxy.service on the node.`
      : 'Raise LimitNOFILE of haproxy.service on the node.',
    { part: 'load-balancer', field: 'maxConnections', tab: 'answers', label: 'Go to the connections' },
  )
}

async function unitLimit(shell: Shell): Promise<number> {
  const { stdout } = await shell.ask(['systemctl', 'show', 'haproxy', '--property=LimitNOFILE', '--value'])
  return countIn(stdout.trim())
}

/** In a container, systemd itself may be bound to less than its units promise, and cannot give what it has not. */
async function systemdLimit(shell: Shell): Promise<number> {
  const { stdout } = await shell.ask(['cat', '/proc/1/limits'])
  return countIn(/^Max open files\s+\S+\s+(\S+)/m.exec(stdout)?.[1] ?? '')
}

/** "infinity", "unlimited" and what cannot be read do not stand in the way. */
const countIn = (text: string) => (/^\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY)
