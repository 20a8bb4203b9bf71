import { createHash } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { putBack, setAside } from '#lib/parts/set-aside.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { tooFewDescriptors } from './descriptors.ts'
import { fitCertificates } from './fit-certificates.ts'
import { type HaproxyConfig, haproxyConfig } from './haproxy-config.ts'
import { CONFIGURATION } from './places.ts'
import { keepProven, PROVEN } from './proven.ts'
import { withoutPasswords } from './without-passwords.ts'

const DRAFT = `${CONFIGURATION}.next`
const validate = ['haproxy', '-c', '-f', DRAFT] as const

/** Puts haproxy.cfg in its place, after the node's own HAProxy has accepted it beside. Loading it is another Step. */
export const pushConfiguration: Step<Answers> = {
  id: 'push-configuration',
  title: 'Push the configuration',
  purpose: 'One backend for each Exchange service, tried by the node’s own HAProxy before it replaces anything.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 120_000,

  async check({ answers, hosts, keep, prove }) {
    const fit = await fitCertificates(answers, keep)
    if ('state' in fit) return fit
    const { text, fingerprint } = haproxyConfig(answers, fit)
    const others: string[] = []
    for (const { name } of hostsWith(answers.lab, 'load-balancer')) {
      const shell = await hosts.shell(name)
      const tooFew = await tooFewDescriptors(shell, answers)
      if (tooFew) return tooFew
      const found = await shell.read(CONFIGURATION)
      if (found !== text) others.push(`${name} has ${whose(found)}`)
    }
    if (others.length > 0) return unsatisfied(`${others.join(', ')}.`)
    for (const { name } of hostsWith(answers.lab, 'load-balancer')) {
      const sha256 = createHash('sha256').update(text).digest('hex')
      const data = { host: name, path: CONFIGURATION, content: text, sha256, mode: '0644' }
      prove({ kind: 'file', subject: CONFIGURATION, data })
    }
    return satisfied(`Both nodes have ${CONFIGURATION} with fingerprint ${fingerprint}.`)
  },

  async plan(context) {
    const config = await built(context)
    const changes: Change[] = []
    for (const { name } of hostsWith(context.answers.lab, 'load-balancer')) {
      const found = await (await context.hosts.shell(name)).read(CONFIGURATION)
      if (found === config.text) continue
      const before = found === undefined ? undefined : withoutPasswords(found)
      changes.push({
        host: name,
        summary: `Would replace ${whose(found)} by ${config.fingerprint}, after HAProxy has accepted it; the previous file is kept beside`,
        command: validate.join(' '),
        file: { path: CONFIGURATION, before, after: config.text, why: config.why },
      })
    }
    return changes
  },

  async apply(context) {
    const { text } = await built(context)
    for (const { name } of hostsWith(context.answers.lab, 'load-balancer')) {
      const shell = await context.hosts.shell(name)
      const found = await shell.read(CONFIGURATION)
      if (found === text) continue
      await tryBeside(shell, text)
      await keepProven(shell)
      await setAside(context.before, shell, CONFIGURATION)
      const { previous } = await shell.write(CONFIGURATION, text, { mode: 0o644, owner: 'root', group: 'root' })
      if (previous) context.log(`kept ${whose(found)} as ${previous}`, { host: name })
      await shell.run(['rm', '-f', DRAFT])
    }
  },

  async undo({ answers, hosts, before }) {
    for (const { name } of hostsWith(answers.lab, 'load-balancer')) {
      const shell = await hosts.shell(name)
      if (!(await putBack(before, shell, CONFIGURATION))) continue
      await shell.run(['rm', '-f', PROVEN, DRAFT])
      const isActive = (await shell.ask(['systemctl', 'is-active', '--quiet', 'haproxy'])).exitCode === 0
      if (isActive) await shell.run(['systemctl', 'reload-or-restart', 'haproxy'])
    }
  },
}

async function built({ answers, keep }: StepContext<Answers>): Promise<HaproxyConfig> {
  const fit = await fitCertificates(answers, keep)
  if ('state' in fit) throw new Failure('blocked', { message: fit.detail, ...fit })
  return haproxyConfig(answers, fit)
}

/** The exit code decides, not the text: from 3.0 on a valid configuration is met with silence. */
async function tryBeside(shell: Shell, text: string): Promise<void> {
  await shell.write(DRAFT, text, { mode: 0o644, owner: 'root', group: 'root' })
  try {
    await shell.run(validate)
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'command-failed') throw cause
    throw new Failure('command-failed', {
      message: `HAProxy on ${shell.host} does not accept the new configuration. It lies beside as ${DRAFT}; what runs was not touched.`,
      remedy: 'The lines above that begin with [ALERT] name the line and the reason.',
      cause,
    })
  }
}

function whose(text: string | undefined): string {
  if (text === undefined) return 'no configuration'
  const fingerprint = /^ *description (fairlead-[0-9a-f]+)$/m.exec(text)?.[1]
  return fingerprint ?? 'a configuration that Fairlead did not write'
}
