import type { Answers } from '#lib/parts/answers.ts'

export type AnswerRow = { name: string; value: string }

/** What was asked in one Part and what was answered, as rows to read. Hosts and credentials have places of their own. */
export function answerRows(answers: Answers, partId: string): AnswerRow[] {
  const own = Object.entries(answers).find(([id]) => id === partId)?.[1]
  return own ? rowsOf(own) : []
}

function rowsOf(answers: object, under = ''): AnswerRow[] {
  return Object.entries(answers).flatMap(([name, value]: [string, unknown]) => {
    const key = under ? `${under}.${name}` : name
    if (key === 'hosts') return []
    if (isRecord(value)) return rowsOf(value, key)
    return { name: labels[key] ?? wordsOf(key), value: answerOf(value, units[key]) }
  })
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function answerOf(value: unknown, unit = ''): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  return [text || '–', unit].filter(Boolean).join(' ')
}

/** For a question that came after this table: `maxConnections` reads `Max connections`. */
function wordsOf(key: string): string {
  const words = key
    .replace(/\./g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const labels: Record<string, string> = {
  adDomain: 'AD domain',
  netbios: 'NetBIOS name',
  administrator: 'Administrator account',
  smtpDomain: 'SMTP domain',
  mailName: 'Name of mail',
  autodiscoverName: 'Name of Autodiscover',
  pkiName: 'Name for CRLs and CA files',
  subnet: 'Subnet',
  virtualAddress: 'Virtual address',
  'login.user': 'Login on the nodes',
  'login.method': 'Logs in by',
  'login.port': 'SSH port',
  rootName: 'Root CA',
  intermediateName: 'Intermediate CA',
  rootDays: 'Root CA valid for',
  intermediateDays: 'Intermediate CA valid for',
  leafDays: 'Server certificate valid for',
  crlDays: 'CRL valid for',
  dnsServers: 'DNS servers',
  timeServers: 'Time servers',
  timeZone: 'Time zone',
  adminNetworks: 'Administrators’ networks',
  maxConnections: 'Connections, at most',
  probeIntervalSeconds: 'Health is asked every',
  hsts: 'HSTS header',
  routerId: 'VRRP router id',
  advertSeconds: 'VRRP advertises every',
  preemptDelaySeconds: 'Takes address back after',
  requestsPerSecond: 'Requests during a drill',
  promisedMs: 'Outage promised, at most',
}

const units: Record<string, string> = {
  rootDays: 'days',
  intermediateDays: 'days',
  leafDays: 'days',
  crlDays: 'days',
  probeIntervalSeconds: 's',
  advertSeconds: 's',
  preemptDelaySeconds: 's',
  requestsPerSecond: 'a second',
  promisedMs: 'ms',
}
