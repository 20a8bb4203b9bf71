import { boundWindowsSession } from '#lib/labs/windows-session.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { kept } from '#lib/parts/kept-names.ts'
import type { PsCommand } from '#lib/protocols/psrp/command.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { type RunningHost, startWindowsHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { Secret } from '#lib/secret.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { labPki } from './lab-pki.ts'
import { stepContext, type TestContext } from './step-context.ts'
import { testConfig } from './windows-host.ts'
import { windowsSession } from './windows-session.ts'

const machines = [
  { name: 'LAB-EX01', address: '127.0.0.1', role: 'exchange' },
  { name: 'LAB-DC01', address: '127.0.0.2', role: 'domain-controller' },
] as const

/** Two simulated Windows hosts on loopback, and what was sent to them. */
export type WindowsLab = {
  running: Map<string, RunningHost>
  context: TestContext
  /** Host and pipeline as text, in the order sent; reset by the test. */
  sent: string[]
  /** The wizard dies in the place of the next pipeline that contains this. */
  diesAt: string | undefined
  close(): Promise<void>
}

export async function windowsLab(): Promise<WindowsLab> {
  const started = await Promise.all(machines.map(({ name, role }) => startWindowsHost(testConfig({ name, role }))))
  const running = new Map(started.map((one) => [one.host.config.name, one]))
  const sessions = started.map((one) => windowsSession(one))
  const lab: Pick<WindowsLab, 'sent' | 'diesAt'> = { sent: [], diesAt: undefined }
  const answers = defaultAnswers('rehearsal')
  const context = stepContext({
    answers: { ...answers, lab: { ...answers.lab, hosts: [...machines] } },
    kept: (await labPki()).set(kept.windowsPassword, new Secret('Passw0rd!Ünï')),
    windows: sessions.map((session) =>
      watched(
        boundWindowsSession(
          session,
          () => undefined,
          () => ({
            log: context.log,
            signal: context.signal,
            sent: () => {},
          }),
        ),
        lab,
      ),
    ),
  })
  const close = async () => {
    await Promise.all(sessions.map((session) => session.close()))
    await Promise.all(started.map((one) => one.close()))
  }
  return Object.assign(lab, { running, context, close })
}

function watched(session: WindowsSession, lab: Pick<WindowsLab, 'sent' | 'diesAt'>): WindowsSession {
  return {
    ...session,
    async run(commands: readonly PsCommand[], options) {
      const text = `${session.host}: ${showCommands(commands)}`
      lab.sent.push(text)
      if (lab.diesAt && text.includes(lab.diesAt)) {
        lab.diesAt = undefined
        throw new Error('the wizard died here')
      }
      return session.run(commands, options)
    },
  }
}
