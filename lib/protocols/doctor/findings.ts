import type { Failure } from '#lib/failure.ts'
import type { Diagnosis, DoctorFinding, ListenerFacts, Quotas } from './diagnosis.ts'

const fiveMinutesMs = 300_000
const halfAMinuteMs = 30_000

/** What is not as it should be, and the remedy for each. `failures`: what went wrong on the way. */
export function findingsOf(facts: Omit<Diagnosis, 'findings'>, failures: readonly Failure[]): DoctorFinding[] {
  const found = [
    ...failures.map(failed),
    ...facts.listeners.flatMap((listener) => [...listenerFindings(listener)]),
    ...clockFindings(facts.clockSkewMs),
    ...versionFindings(facts.powershell?.version),
    ...(facts.quotas ? quotaFindings(facts.quotas) : []),
    ...(facts.login && !facts.quotas && failures.length === 0 ? [quotasUnread(facts.login.user)] : []),
  ]
  return [
    ...found.filter(({ severity }) => severity === 'problem'),
    ...found.filter(({ severity }) => severity === 'warning'),
  ]
}

function failed({ code, message, remedy }: Failure): DoctorFinding {
  return { severity: 'problem', code, message, remedy: remedy ?? 'Look in the event log of the server.' }
}

function* listenerFindings({ transport, port, offers, certificate, path }: ListenerFacts): Generator<DoctorFinding> {
  if (transport === 'http' && offers.includes('Basic')) {
    yield warning(
      'encryption-required',
      `Port ${port} offers Basic without TLS: any other client may send the password readable.`,
      'winrm set winrm/config/service/auth @{Basic="false"}',
    )
  }
  if (path === '/wsman' && offers.length > 0 && !offers.includes('Negotiate')) {
    yield warning(
      'auth-unsupported',
      `Port ${port} does not offer Negotiate; it offers ${offers.join(', ')}.`,
      'winrm set winrm/config/service/auth @{Negotiate="true"}',
    )
  }
  if (certificate && !certificate.believed) {
    yield warning(
      'tls',
      certificate.doubt ?? `The certificate at port ${port} is not believed.`,
      `If ${certificate.sha256} is this server's certificate, approve it; or bind one from an authority that is trusted.`,
    )
  }
}

function* clockFindings(skewMs: number | null): Generator<DoctorFinding> {
  if (skewMs === null || Math.abs(skewMs) < halfAMinuteMs) return
  const finding = warning(
    'host-unfit',
    `The server's clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's.`,
    'On the server: w32tm /resync; on this machine: see that its time service runs. Beyond five minutes Kerberos fails, and certificates seem not yet valid.',
  )
  yield Math.abs(skewMs) > fiveMinutesMs ? { ...finding, severity: 'problem' } : finding
}

function* versionFindings(version: string | undefined): Generator<DoctorFinding> {
  if (version === undefined || Number.parseInt(version, 10) >= 3) return
  yield {
    ...warning('host-unfit', `The server has PowerShell ${version}; Fairlead needs 3.0.`, 'Install WMF 4.0 or later.'),
    severity: 'problem',
  }
}

function* quotaFindings(quotas: Quotas): Generator<DoctorFinding> {
  const tooSmall: [value: number | null, least: number, name: string][] = [
    [quotas.maxEnvelopeKb, 500, 'MaxEnvelopeSizekb'],
    [quotas.maxTimeoutMs, 20_000, 'MaxTimeoutms'],
    [quotas.maxShellsPerUser, 5, 'Shell\\MaxShellsPerUser'],
    [quotas.maxMemoryPerShellMb, 512, 'Shell\\MaxMemoryPerShellMB'],
  ]
  for (const [value, least, name] of tooSmall) {
    // Of shells and memory, 0 sets no limit.
    if (value === null || value === 0 || value >= least) continue
    yield warning(
      'quota',
      `${name} is ${value}; at least ${least} is needed.`,
      `Set-Item WSMan:\\localhost\\${name} ${least}; Restart-Service WinRM`,
    )
  }
  if (quotas.allowUnencrypted) {
    yield warning(
      'encryption-required',
      'WinRM accepts messages that are not encrypted.',
      'winrm set winrm/config/service @{AllowUnencrypted="false"}',
    )
  }
}

function quotasUnread(user: string): DoctorFinding {
  return warning(
    'access-denied',
    `${user} may not read WinRM's own configuration, so its quotas were not looked at.`,
    'Nothing is wrong by that. To have them looked at, log in as a member of Administrators; or see for yourself: winrm get winrm/config',
  )
}

function warning(code: Failure['code'], message: string, remedy: string): DoctorFinding {
  return { severity: 'warning', code, message, remedy }
}
