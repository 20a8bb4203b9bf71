import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { until } from '#lib/parts/until.ts'
import type { CommandResult, Shell } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { restoreProven } from './proven.ts'
import { runningConfiguration, runningServers } from './running.ts'
import { isUp } from './statistics.ts'

const ANSWERS_WITHIN_MS = 20_000

/**
 * Reloads one node and waits until the new process answers and has lost no service that the old one had. Otherwise the
 * configuration that last ran is put back and loaded again, and the Failure says so.
 */
export async function reloadNode(context: StepContext<Answers>, shell: Shell, fingerprint: string): Promise<void> {
  const before = await servedBackends(shell)
  const reload = await load(context, shell)
  const answers = reload.exitCode === 0 && (await answersWith(fingerprint, shell, context.signal))
  if (!answers) throw await takenBack(context, shell, await whyNot(shell, reload.stderr))

  const lost = await servicesLost(context, shell, before)
  if (lost.length > 0) throw await takenBack(context, shell, `it sees no server any more for ${lost.join(', ')}`)
  context.log(`HAProxy answers with ${fingerprint}`, { host: shell.host, level: 'good' })
}

/** A unit that has failed too often does not even try; its count is taken back first. */
async function load({ log }: StepContext<Answers>, shell: Shell): Promise<CommandResult> {
  await shell.ask(['systemctl', 'reset-failed', 'haproxy'])
  log('$ systemctl reload-or-restart haproxy', { host: shell.host, level: 'command' })
  return shell.ask(['systemctl', 'reload-or-restart', 'haproxy'])
}

async function answersWith(fingerprint: string, shell: Shell, signal: AbortSignal): Promise<boolean> {
  const ask = async () => ((await runningConfiguration(shell)) === fingerprint ? true : undefined)
  return (await until(ask, { withinMs: ANSWERS_WITHIN_MS, signal })) ?? false
}

/** Servers count as up until their first probe, so that one is waited for. */
async function servicesLost(context: StepContext<Answers>, shell: Shell, before: string[]): Promise<string[]> {
  if (before.length === 0) return []
  const ask = async () => {
    const servers = await runningServers(shell)
    return servers?.some(({ probe }) => probe === 'INI') ? undefined : servers
  }
  const withinMs = (context.answers['load-balancer'].probeIntervalSeconds + 10) * 2000
  const servers = (await until(ask, { withinMs, signal: context.signal })) ?? []
  return before.filter((backend) => !servers.some((server) => server.backend === backend && isUp(server)))
}

async function servedBackends(shell: Shell): Promise<string[]> {
  const servers = (await runningServers(shell)) ?? []
  return [...new Set(servers.filter(isUp).map(({ backend }) => backend))]
}

async function takenBack(context: StepContext<Answers>, shell: Shell, reason: string): Promise<Failure> {
  const isRestored = await restoreProven(shell)
  const isBack = isRestored && (await load(context, shell)).exitCode === 0
  const standing = isBack
    ? 'The configuration that ran before is back and loaded on this node.'
    : await whatServes(shell)
  context.log(standing, { host: shell.host, level: 'error' })
  return new Failure('not-verified', {
    message: `HAProxy on ${shell.host} did not come up with the new configuration: ${reason}. ${standing}`,
    remedy: remedyFor(reason),
  })
}

/** A reload that fails leaves the old process at work; a start that fails leaves none. */
async function whatServes(shell: Shell): Promise<string> {
  const isActive = (await shell.ask(['systemctl', 'is-active', '--quiet', 'haproxy'])).exitCode === 0
  return isActive
    ? 'No earlier configuration could be loaded in its place; the process that ran before still serves on this node.'
    : 'No earlier configuration could be loaded in its place: HAProxy does not serve on this node.'
}

/** The telling alarm in the journal of the unit; systemctl itself only says that something failed. */
async function whyNot(shell: Shell, stderr: string): Promise<string> {
  // Sifted on the node: a busy one writes thousands of lines between an alarm and this question.
  const sift = ['-o', 'cat', '--no-pager', '--since', '-90s', '--grep', String.raw`\[ALERT\]`]
  const { stdout } = await shell.ask(['journalctl', '-u', 'haproxy', ...sift])
  const alarms = stdout.split('\n').filter((text) => text.includes('[ALERT]') && !text.includes('Current worker'))
  const telling = alarms.find((text) => remedies.some(([pattern]) => pattern.test(text))) ?? alarms.at(-1)
  const words = telling?.replace(/^.*\[ALERT\][^:]*:\s*/, '') ?? stderr.split('\n')[0]
  return words?.trim() || `it did not answer within ${ANSWERS_WITHIN_MS / 1000} seconds`
}

const remedyFor = (reason: string): string =>
  remedies.find(([pattern]) => pattern.test(reason))?.[1] ??
  'Read “journalctl -u haproxy” on the node, put right what it names, then look again and go on.'

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /assign requested address/i,
    'Let the node bind the virtual address: carry out “Allow binding the virtual address”.',
  ],
  [
    /address already in use/i,
    'Another program listens on port 80 or 443 of this node; “ss -ltnp” names it. Stop and disable it.',
  ],
  [
    /FD limit|file descriptors?/i,
    'Lower the connections in the answers of this Part, or raise LimitNOFILE of haproxy.service.',
  ],
  [/permission denied/i, 'SELinux or the unit forbids it: “ausearch -m avc -ts recent” on the node names what.'],
  [/sees no server/, 'Compare certificate, authorities and addresses of the Exchange servers with what changed last.'],
]
