import type { Diagnosis, ListenerFacts } from '#lib/protocols/doctor/diagnosis.ts'

/** A diagnosis as a person reads it on a terminal. */
export function doctorText({
  host,
  listeners,
  login,
  powershell,
  quotas,
  clockSkewMs,
  exchange,
  findings,
}: Diagnosis): string {
  const rows: [string, string][] = [
    ...listeners.map((listener): [string, string] => [
      `${listener.transport} ${listener.port}`,
      listenerText(listener),
    ]),
    ['login', login ? `${login.user} by ${login.method} at port ${login.port}, sealed by ${login.sealed}` : 'none'],
    ['server', login?.provenServer ? serverText(login.provenServer) : 'not proven'],
    [
      'PowerShell',
      powershell
        ? `${powershell.version} (remoting ${powershell.protocol}, Windows ${powershell.windowsBuild ?? '?'})`
        : 'not asked',
    ],
    ['clock', clockSkewMs === null ? 'not told' : `${(clockSkewMs / 1000).toFixed(1)} s from this machine's`],
    ['quotas', quotas ? quotasText(quotas) : 'not readable'],
    ['Exchange', exchange ? `${exchange.name}, ${exchange.build}` : 'none found'],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const table = rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`)
  const list = findings.map(({ severity, message, remedy }) => `  ${severity}: ${message}\n    ${remedy}\n`)
  return `${host}\n${table.join('')}${list.join('') || '  nothing is wrong\n'}`
}

function listenerText({ reachable, problem, path, offers, certificate }: ListenerFacts): string {
  if (!reachable) return `not reachable: ${problem}`
  const certified = certificate
    ? `, certificate ${certificate.believed ? 'believed' : 'NOT believed'} (${certificate.subject})`
    : ''
  return `${path} offers ${offers.join(', ') || 'nothing'}${certified}`
}

function serverText({
  computer,
  dnsComputer,
  domain,
}: NonNullable<NonNullable<Diagnosis['login']>['provenServer']>): string {
  return `${dnsComputer ?? computer ?? '?'} of ${domain ?? '?'}`
}

function quotasText(quotas: NonNullable<Diagnosis['quotas']>): string {
  const { maxEnvelopeKb, maxShellsPerUser, maxProcessesPerShell, maxMemoryPerShellMb } = quotas
  return `envelope ${maxEnvelopeKb} kB, ${maxShellsPerUser} shells a user, ${maxProcessesPerShell} processes and ${maxMemoryPerShellMb} MB a shell`
}
