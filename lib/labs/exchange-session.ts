import { Failure } from '#lib/failure.ts'
import { credential } from '#lib/protocols/psrp/clixml/typed.ts'
import type { PsCommand } from '#lib/protocols/psrp/command.ts'
import { PipelineErrors } from '#lib/protocols/psrp/error-record.ts'
import type { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import type { Secret } from '#lib/secret.ts'
import type { StepAtWork } from '#lib/wizard/carry-out.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { boundWindowsSession } from './windows-session.ts'

type Place = {
  /** As LAB-EX01.lab.local: Kerberos knows the server by this name and by no other. */
  fqdn: string
  user: string
  password: Secret
  now: () => StepAtWork
}

export type ExchangeSession = {
  bound: WindowsSession
  /** Gives back the session on Exchange's endpoint, of which a user has few. Never throws. */
  leave(): Promise<void>
}

/**
 * Exchange's cmdlets in a runspace of the server's own endpoint: a session to /PowerShell/ is made from there with an explicit
 * credential, and each cmdlet is imported from it when it is first called. So the server's RBAC applies, and the credential
 * does not have to be delegated.
 */
export function boundExchangeSession(
  session: PowerShellSession,
  { fqdn, user, password, now }: Place,
): ExchangeSession {
  const carrier = boundWindowsSession(session, () => undefined, now)
  const exchange = boundWindowsSession(session, () => undefined, now, 'exchange')
  const imported = new Set<string>()
  let pool = 0

  const bring = async (commands: readonly PsCommand[]) => {
    await session.open(now().signal)
    if (session.poolsOpened !== pool) {
      imported.clear()
      await carrier.run([
        {
          script: connect,
          parameters: { ConnectionUri: `http://${fqdn}/PowerShell/`, Credential: credential(user, password) },
        },
      ])
      pool = session.poolsOpened
    }
    const missing = namesOf(commands).filter((name) => !imported.has(name))
    if (missing.length === 0) return
    await carrier.run([{ script: importCmdlets, parameters: { CommandName: missing } }])
    for (const name of missing) imported.add(name)
  }

  const run: WindowsSession['run'] = async (commands, options) => {
    await bring(commands)
    try {
      return await exchange.run(commands, options)
    } catch (error) {
      // The runspace was lost and opened anew without the imports: nothing of this pipeline can have been carried out.
      if (session.poolsOpened === pool || !isCommandUnknown(error)) throw error
      await bring(commands)
      return exchange.run(commands, options)
    }
  }
  const leave = async () => {
    if (pool > 0 && session.poolsOpened === pool)
      await session.pipeline(removeSessions, { reads: true, mayFail: true, timeoutMs: 5_000 }).catch(() => {})
  }
  return { bound: { ...exchange, run }, leave }
}

const connect = `param($ConnectionUri, $Credential)
$global:exchange = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri $ConnectionUri -Authentication Kerberos -Credential $Credential -ErrorAction Stop`

const importCmdlets = `param($CommandName)
Import-PSSession -Session $global:exchange -CommandName $CommandName -DisableNameChecking -AllowClobber -ErrorAction Stop | Out-Null`

const removeSessions: PsCommand[] = [{ name: 'Get-PSSession' }, { name: 'Remove-PSSession' }]

/** Those that come from Exchange; PowerShell's own, as Select-Object, are in every runspace. */
const namesOf = (commands: readonly PsCommand[]) =>
  commands.flatMap((command) => ('name' in command && !ofPowerShell.has(command.name) ? [command.name] : []))

const ofPowerShell = new Set(['Select-Object', 'Where-Object', 'Sort-Object', 'Measure-Object', 'Out-Null'])

const isCommandUnknown = (error: unknown) =>
  error instanceof Failure &&
  error.cause instanceof PipelineErrors &&
  error.cause.errors.some(({ id }) => id.startsWith('CommandNotFoundException'))
