/** What `doctor` found out about one Windows server. Plain JSON: dates are ISO text, and nothing in it is secret. */
export type Diagnosis = {
  host: string
  at: string
  listeners: ListenerFacts[]
  /** How it was logged in; null where that failed. */
  login: LoginFacts | null
  /** Server minus this machine, in ms; null where nobody told the time. */
  clockSkewMs: number | null
  powershell: PowerShellFacts | null
  /** Null where the account may not read them. */
  quotas: Quotas | null
  /** Null where no Exchange is installed. */
  exchange: { build: string; name: string } | null
  /** Everything that is not as it should be, worst first. */
  findings: DoctorFinding[]
}

export type ListenerFacts = {
  port: number
  transport: 'http' | 'https'
  path: string
  reachable: boolean
  /** Schemes of `WWW-Authenticate`: Negotiate, Kerberos, Basic, CredSSP. */
  offers: string[]
  /** What the server says of itself before anybody has logged in; nothing proves it yet. */
  claims: ServerClaims | null
  certificate: CertificateFacts | null
  /** Why it cannot be reached. */
  problem: string | null
}

export type ServerClaims = {
  computer: string | null
  domain: string | null
  dnsComputer: string | null
  dnsDomain: string | null
}

export type CertificateFacts = {
  sha256: string
  subject: string
  names: string[]
  notAfter: string
  /** By the given pin, or by its chain and name. */
  believed: boolean
  /** Why not. */
  doubt: string | null
}

export type LoginFacts = {
  port: number
  transport: 'http' | 'https'
  user: string
  method: string
  sealed: string
  /** The server proved that it, or its domain controller, knows the password. */
  provenServer: ServerClaims | null
}

export type PowerShellFacts = { version: string; protocol: string; edition: string; windowsBuild: string | null }

export type Quotas = {
  maxEnvelopeKb: number | null
  maxTimeoutMs: number | null
  maxShellsPerUser: number | null
  maxProcessesPerShell: number | null
  maxMemoryPerShellMb: number | null
  shellIdleMs: number | null
  allowUnencrypted: boolean | null
}

export type DoctorFinding = {
  severity: 'problem' | 'warning'
  /** A code of `Failure` where something failed. */
  code: string
  message: string
  remedy: string
}
