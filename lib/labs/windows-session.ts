import { type Plain, plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { commandJson } from '#lib/protocols/psrp/show/command-json.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import type { StreamName } from '#lib/protocols/psrp/stream-record.ts'
import type { ServerName } from '#lib/protocols/wsman/security-context.ts'
import type { StepAtWork } from '#lib/wizard/carry-out.ts'
import type { SentPipeline, WindowsSession } from '#lib/wizard/hosts.ts'
import type { LogLevel } from '#lib/wizard/step.ts'

/** A session as Steps see it: every pipeline stops with the Step that is at work, and stands in its log and on its record. */
export function boundWindowsSession(
  session: PowerShellSession,
  server: () => ServerName | undefined,
  now: () => StepAtWork,
  endpoint: SentPipeline['endpoint'] = 'windows',
): WindowsSession {
  const { host } = session
  return {
    host,
    async identity() {
      const { peer, applicationData } = await session.open(now().signal)
      const { dnsComputer, computer, dnsDomain, domain } = server() ?? {}
      return {
        computer: dnsComputer ?? computer,
        domain: dnsDomain ?? domain,
        login: peer.login,
        sealed: peer.sealed,
        version: versionIn(applicationData),
      }
    },
    async run(commands, { write = false, signal } = {}) {
      const { log, sent, signal: stepSignal } = now()
      log(showCommands(commands), { host, level: 'command' })
      sent({ host, endpoint, commands: commands.map(commandJson) })
      const { output } = await session.pipeline(commands, {
        signal: signal ?? stepSignal,
        ...(!write && { reads: true }),
        onRecord: ({ stream, text }) => log(text, { host, level: levels[stream] ?? 'note' }),
      })
      return output.map((value) => plain(value))
    },
  }
}

const levels: Partial<Record<StreamName, LogLevel>> = { output: 'output', host: 'output', error: 'error' }

function versionIn(applicationData: Plain): string | undefined {
  const version = memberOf(memberOf(applicationData, 'PSVersionTable'), 'PSVersion')
  return typeof version === 'string' ? version : undefined
}

/** A record is the one kind of value here that is an object and none of the others. */
function memberOf(value: Plain | undefined, name: string): Plain | undefined {
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isRecord ? (value as Record<string, Plain>)[name] : undefined
}
