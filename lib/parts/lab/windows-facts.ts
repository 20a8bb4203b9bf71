import type { Diagnosis } from '#lib/protocols/doctor/diagnosis.ts'

type Row = { name: string; value: string }

/** What a Windows host is and how it was logged in to, as rows of evidence. */
export function windowsFacts({ powershell, exchange, login, clockSkewMs, quotas, findings }: Diagnosis): Row[] {
  return [
    { name: 'PowerShell', value: powershell ? `${powershell.version}, remoting ${powershell.protocol}` : 'not asked' },
    { name: 'Windows', value: powershell?.windowsBuild ?? 'build not told' },
    ...(exchange ? [{ name: 'Exchange', value: `${exchange.name}, build ${exchange.build}` }] : []),
    { name: 'login', value: login ? loginWords(login) : 'none' },
    { name: 'clock', value: clockSkewMs === null ? 'not told' : clockWords(clockSkewMs) },
    { name: 'quotas', value: quotas ? quotaWords(quotas) : 'not readable by this account' },
    ...findings.map(({ severity, message, remedy }) => ({ name: severity, value: `${message} ${remedy}` })),
  ]
}

/** The same in one line, for the log. */
export function windowsSummary({ powershell, exchange, login, clockSkewMs }: Diagnosis): string {
  return [
    `PowerShell ${powershell?.version ?? 'of no version'}`,
    ...(powershell?.windowsBuild ? [`Windows ${powershell.windowsBuild}`] : []),
    ...(exchange ? [`${exchange.name} ${exchange.build}`] : []),
    ...(login ? [loginWords(login)] : []),
    clockSkewMs === null ? 'clock not told' : `clock ${clockWords(clockSkewMs)}`,
  ].join(', ')
}

function loginWords({ user, method, port, transport, provenServer }: NonNullable<Diagnosis['login']>): string {
  const { dnsComputer, computer, dnsDomain, domain } = provenServer ?? {}
  const channel =
    transport === 'https'
      ? `port ${port}, TLS with the approved certificate`
      : `port ${port}, no certificate, messages sealed by ${method.toUpperCase()}`
  const name = `named itself ${dnsComputer ?? computer ?? 'nothing'} of ${dnsDomain ?? domain ?? 'no domain'}`
  return `${user} by ${method.toUpperCase()} (${channel}; it ${name})`
}

function clockWords(aheadMs: number): string {
  return `${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs < 0 ? 'behind' : 'ahead'}`
}

function quotaWords(quotas: NonNullable<Diagnosis['quotas']>): string {
  const { maxEnvelopeKb, maxTimeoutMs, maxShellsPerUser, maxProcessesPerShell, maxMemoryPerShellMb } = quotas
  const limit = (value: number | null, unit: string) => `${value ?? '?'} ${unit}`
  return [
    limit(maxEnvelopeKb, 'kB an envelope (MaxEnvelopeSizekb)'),
    limit(maxTimeoutMs, 'ms a request (MaxTimeoutms)'),
    limit(maxShellsPerUser, 'shells a user'),
    limit(maxProcessesPerShell, 'processes a shell'),
    limit(maxMemoryPerShellMb, 'MB a shell'),
  ].join(', ')
}
