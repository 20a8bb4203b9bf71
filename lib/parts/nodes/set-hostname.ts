import type { Answers } from '#lib/parts/answers.ts'
import type { Command, Shell } from '#lib/wizard/hosts.ts'
import { type Change, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { answerOf, lookAtNodes, nodeNames, nodeShells, planForNodes } from './each-node.ts'

const HOSTNAME_FILE = '/etc/hostname'

export const setHostname: Step<Answers> = {
  id: 'set-hostname',
  title: 'Name the nodes',
  purpose: 'Each node bears the name that it has in the lab: logs, statistics and VRRP speak of it by that name.',
  hostsOf: nodeNames,
  timeoutMs: 60_000,

  check: (context) => lookAtNodes(context, (shell) => look(shell, context)),

  plan: (context) =>
    planForNodes(context, async (shell) => {
      const { running, kept } = await namesOf(shell)
      if (running === shell.host && kept === shell.host) return []
      return (await hasHostnamed(shell)) ? [byHostnamed(shell, running)] : byHand(shell, running, kept)
    }),

  async apply(context) {
    for await (const shell of nodeShells(context)) {
      const { running, kept } = await namesOf(shell)
      if (running === shell.host && kept === shell.host) continue
      await context.before.keep(`${shell.host}:${HOSTNAME_FILE}`, kept ?? null)
      await context.before.keep(`${shell.host}:running`, running)
      if (await hasHostnamed(shell)) {
        await shell.run(setStatic(shell.host))
        continue
      }
      await shell.write(HOSTNAME_FILE, `${shell.host}\n`, { mode: 0o644 })
      await shell.run(['hostname', shell.host])
    }
  },

  async undo({ before, ...context }) {
    for await (const shell of nodeShells({ before, ...context })) {
      const kept = await before.recall(`${shell.host}:${HOSTNAME_FILE}`)
      const running = await before.recall(`${shell.host}:running`)
      if (kept === null) await shell.run(['rm', '-f', HOSTNAME_FILE])
      if (kept) await shell.write(HOSTNAME_FILE, `${kept}\n`, { mode: 0o644 })
      if (running) await shell.run(['hostname', running])
    }
  },
}

async function look(shell: Shell, { prove }: StepContext<Answers>): Promise<Finding> {
  const { running, kept } = await namesOf(shell)
  if (running !== shell.host) return unsatisfied(`${shell.host} calls itself ${running}.`)
  if (kept !== shell.host)
    return unsatisfied(`${shell.host} would call itself ${kept ?? 'something else'} after the next start.`)
  prove({ kind: 'fact', subject: `Name of ${shell.host}`, data: [{ name: 'Host name', value: running }] })
  return satisfied(`${shell.host} bears its name.`)
}

/** What the kernel says now, and what it will be told at the next start. */
async function namesOf(shell: Shell): Promise<{ running: string; kept: string | undefined }> {
  const lines = (await shell.read(HOSTNAME_FILE))?.split('\n').map((line) => line.trim()) ?? []
  return {
    running: await answerOf(shell, ['uname', '-n']),
    kept: lines.find((line) => line !== '' && !line.startsWith('#')),
  }
}

/** hostnamectl speaks to systemd-hostnamed over D-Bus; a minimal machine or a container may have no bus. */
const hasHostnamed = async (shell: Shell): Promise<boolean> =>
  (await shell.ask(['systemctl', 'is-active', '--quiet', 'dbus.service'])).exitCode === 0

const setStatic = (name: string): Command => ['hostnamectl', 'set-hostname', name]

const byHostnamed = ({ host }: Shell, running: string): Change => ({
  host,
  summary: `Would name the node ${host}; it calls itself ${running} now`,
  command: setStatic(host).join(' '),
})

const byHand = ({ host }: Shell, running: string, kept: string | undefined): Change[] => [
  {
    host,
    summary: `Would name the node ${host} from its next start on`,
    file: { path: HOSTNAME_FILE, before: kept === undefined ? undefined : `${kept}\n`, after: `${host}\n` },
  },
  { host, summary: `Would name the node ${host} now; it calls itself ${running}`, command: `hostname ${host}` },
]
