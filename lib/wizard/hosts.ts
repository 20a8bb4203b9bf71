import type { Dial } from '#lib/protocols/dial.ts'
import type { Diagnosis } from '#lib/protocols/doctor/diagnosis.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { PsCommand } from '#lib/protocols/psrp/command.ts'
import type { CommandJson } from '#lib/protocols/psrp/show/command-json.ts'
import type { Secret } from '#lib/secret.ts'

export type { Dial }

/** A command is a list of words; it is quoted once, in lib/protocols/ssh. */
export type Command = readonly [program: string, ...words: string[]]
export type CommandResult = { exitCode: number; stdout: string; stderr: string }

/** Text (UTF-8), bytes as they are (DER), or a secret. */
export type Content = string | Uint8Array | Secret

export type CommandOptions = {
  signal?: AbortSignal
  /** Each line of standard output and standard error as it arrives. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void
  /** Goes to the command's standard input; never logged. */
  input?: Content
}

export type FileOptions = { mode: number; owner?: string; group?: string; signal?: AbortSignal }

/** What a Step may do to a Linux machine. Everything is done as root: directly, or by sudo where the login is another. */
export type Shell = {
  readonly host: string
  /** Must succeed: any other exit code than 0 throws `command-failed`. Logs the command and its lines. */
  run(command: Command, options?: CommandOptions): Promise<string>
  /** May say no: the exit code is part of the answer. Logs nothing. */
  ask(command: Command, options?: CommandOptions): Promise<CommandResult>
  /** `undefined` where there is no such file. */
  read(path: string, options?: { signal?: AbortSignal }): Promise<string | undefined>
  /**
   * Atomic: temporary file in the same folder, mode and owner set, fsync, rename. A previous file of other content is kept
   * beside it as `<name>.<UTC timestamp>`; its path is returned.
   */
  write(path: string, content: Content, options: FileOptions): Promise<{ previous: string | undefined }>
}

/** One command of a PowerShell pipeline: a name and typed parameters, or a constant script with `param(...)`. */
export type Cmd = PsCommand

/** What a Step may do to a Windows machine: PowerShell remoting, as the Windows administrator whom Part 1 names. */
export type WindowsSession = {
  readonly host: string
  /** Who answered, and how it was spoken to. Opens the session where it is not open yet. */
  identity(): Promise<WindowsIdentity>
  /**
   * Carries out one pipeline and answers what it put out; any error it reports throws. Logs the pipeline as PowerShell text
   * that can be run by hand, then everything it says. `write`: it changes something, so it is never sent a second time; where
   * its reply was lost, `outcome-unknown` is thrown.
   */
  run(commands: readonly Cmd[], options?: { write?: boolean; signal?: AbortSignal }): Promise<Plain[]>
}

/** Names are those that the server gave in the login, `undefined` where it gave none. */
export type WindowsIdentity = {
  computer: string | undefined
  domain: string | undefined
  login: string
  /** What keeps messages from being read and changed on the way. */
  sealed: string
  /** Of PowerShell, as 4.0. */
  version: string | undefined
}

/** A pipeline as it was sent, for the record: a secret is `{"secret":true}`, bytes are `{"bytes":length}`. */
export type SentPipeline = { host: string; endpoint: 'windows' | 'exchange'; commands: CommandJson[] }

/** What a machine showed of itself before anybody logged in, and whether a person has approved it. */
export type HostIdentity = {
  host: string
  protocol: 'ssh' | 'winrm'
  /** Of an SSH host key; of WinRM `certificate` (HTTPS on 5986) or `name` (HTTP on 5985). */
  algorithm: string
  /** `SHA256:…` of a key or certificate; `DOMAIN\COMPUTER` where there is no certificate. */
  fingerprint: string
  /** What else was shown: a certificate's subject, validity and thumbprint; the DNS names. */
  details: IdentityDetail[]
  approved: boolean
  approvedFingerprint?: string
}

export type IdentityDetail = { name: string; value: string }

/** What only a rehearsal can do, because it made the machines. */
export type Rehearsal = {
  /** Which of the lab's machines are up, and what a machine lacks that the real one has. Idempotent, changes nothing. */
  status(): Promise<{ host: string; up: boolean; note?: string }[]>
  /** Makes the node image if there is none and raises every machine. Idempotent; progress goes to the log. */
  raise(options: { log: (line: string) => void; signal: AbortSignal }): Promise<void>
  /** Makes one service of a simulated server answer 503, hang or answer again. Path as in the URL: `owa`. */
  setService(host: string, service: string, mode: 'up' | 'down' | 'hang'): Promise<void>
}

export type Hosts = {
  /** One SSH connection per host, reused. Refuses a host whose key no person has approved. */
  shell(host: string): Promise<Shell>
  /** PowerShell on a Windows host; one session per host, reused. Refuses a host whose identity no person has approved. */
  windows(host: string): Promise<WindowsSession>
  /**
   * Exchange's cmdlets, as that Exchange server carries them out; one session per server, reused. Through the server's own
   * endpoint, from where it is connected to with an explicit credential: the way that needs neither Kerberos here nor
   * delegation there.
   */
  exchange(host: string): Promise<WindowsSession>
  /** To be called when IIS on a host was restarted: its sessions to Exchange died with it, and the next one is opened anew. */
  iisRestarted(host: string): Promise<void>
  /** Logs in to a Windows host as `windows` does, and tells what it offers and what is missing. Fails as `windows` does where nobody may log in. */
  diagnose(host: string): Promise<Diagnosis>
  /** Asks every host who it is, without logging in: its SSH host key, or the certificate or names of its WinRM. */
  identities(signal: AbortSignal): Promise<HostIdentity[]>
  readonly dial: Dial
  readonly rehearsal?: Rehearsal
}
