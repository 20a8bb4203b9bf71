import type { z } from 'zod'
import type { Hosts } from './hosts.ts'

/** What a look at the real machine found. A look that could not be made throws. */
export type Finding =
  | { state: 'satisfied'; detail: string }
  | { state: 'unsatisfied'; detail: string }
  | {
      state: 'blocked'
      detail: string
      remedy: string
      fix?: { part: string; field?: string; step?: string; tab?: string; label: string }
    }

/** One thing that `apply` would do on one host, as a person reads it before it is done. */
export type Change = {
  /** Name of the host, or `Fairlead` for what is kept by the wizard itself. */
  host: string
  /** One sentence in the conditional: "Would install haproxy 2.6.12". */
  summary: string
  /** The command as it can be run by hand, secrets as `<secret>`. */
  command?: string
  /** The whole text of a file before and after; the page draws the difference. Never with a private key in it. */
  file?: { path: string; before: string | undefined; after: string; why?: readonly Reason[] }
}

/** Why a line stands in a generated file, keyed by the line's own text (without indentation). */
export type Reason = { line: string; because: string; from?: string }

/** What a Step proves, kept for the page and the report. Data is plain JSON and never holds a secret. */
export type Evidence =
  | { kind: 'fact'; subject: string; data: { name: string; value: string }[] }
  | {
      kind: 'file'
      subject: string
      data: { host: string; path: string; content: string | null; sha256: string; mode: string }
    }
  | { kind: 'certificate'; subject: string; data: CertificateEvidence }
  | { kind: 'answers'; subject: string; data: { from: string; rows: ServiceAnswer[] } }
  | { kind: 'drill'; subject: string; data: DrillEvidence }

export type CertificateEvidence = {
  role: 'root' | 'intermediate' | 'leaf'
  subject: string
  issuer: string
  serial: string
  sha1: string
  sha256: string
  notBefore: string
  notAfter: string
  names: string[]
  pem: string
}

/** One service asked at one place: a cell of the client-eye matrix. */
export type ServiceAnswer = { service: string; target: string; status: number | null; ms: number; said: string }

export type DrillEvidence = {
  id: string
  title: string
  url: string
  requestsPerSecond: number
  /** ms from the start of the drill to each request's start, its duration, and whether it was answered. */
  requests: { atMs: number; ms: number; ok: boolean; error?: string }[]
  /** Who held the virtual address, from when (ms from the start), oldest first. `null`: nobody, or two at once. */
  holders: { atMs: number; host: string | null }[]
  faultAtMs: number
  lost: number
  outageMs: number
  promisedMs: number
  holderBefore: string
  holderAfter: string
  movedAfterMs: number | null
}

export type LogLevel = 'command' | 'output' | 'error' | 'note' | 'good'
export type Log = (line: string, about?: { host?: string; level?: LogLevel }) => void

/** Values that the wizard keeps for a lab between Steps. Secrets are sealed at rest (AES-256-GCM). */
export type Keep = {
  read(name: string): Promise<string | undefined>
  write(name: string, text: string): Promise<void>
  readSecret(name: string): Promise<import('#lib/secret.ts').Secret | undefined>
  writeSecret(name: string, secret: import('#lib/secret.ts').Secret): Promise<void>
  remove(name: string): Promise<void>
}

/** What was on the machine before the first `apply`: the first value kept under a name stays until the Step is undone. */
export type Before = {
  keep(name: string, value: string | null): Promise<void>
  recall(name: string): Promise<string | null | undefined>
}

export type StepContext<Answers> = {
  readonly lab: { id: string; name: string; kind: 'real' | 'rehearsal' }
  readonly answers: Answers
  readonly hosts: Hosts
  readonly keep: Keep
  readonly before: Before
  readonly log: Log
  prove(evidence: Evidence): void
  readonly signal: AbortSignal
}

// The members are methods, not function properties, so that a Step of one kind of answers may stand in a list of all.
export type Step<Answers = unknown> = {
  /** Kept for ever: it is the key under which runs are stored. kebab-case, verb first. */
  readonly id: string
  readonly title: string
  /** One sentence of what it is for, shown before anything has been looked at. */
  readonly purpose: string
  /** Which hosts it touches, for the page; `Fairlead` when it happens in the wizard itself. */
  hostsOf(answers: Answers): string[]
  /** Only in labs of this kind; absent: in both. */
  readonly only?: 'real' | 'rehearsal'
  readonly timeoutMs: number
  /** Looks, and changes nothing. Asks the effect, not the file. */
  check(context: StepContext<Answers>): Promise<Finding>
  /** What `apply` would do, per host. Called only when `check` found it unsatisfied. Changes nothing. */
  plan?(context: StepContext<Answers>): Promise<Change[]>
  /** Changes the machine. Called only when `check` found it unsatisfied. Safe to call again after dying half-way. */
  apply(context: StepContext<Answers>): Promise<void>
  /** Proof from the outside, where a second `check` would not be proof enough. */
  verify?(context: StepContext<Answers>): Promise<Finding>
  /** Puts back the values that were kept before the first `apply`. */
  undo?(context: StepContext<Answers>): Promise<void>
}

export type Part<Answers = unknown, Id extends string = string> = {
  readonly id: Id
  readonly title: string
  /** What it is about, in one or two words under the title in the rail. */
  readonly subtitle: string
  /** One sentence at the top of the page. */
  readonly purpose: string
  /** The shape of this Part's own answers, for form, action and stored row; absent: nothing is asked. */
  readonly schema?: z.ZodType
  readonly steps: readonly Step<Answers>[]
}

export const satisfied = (detail: string): Finding => ({ state: 'satisfied', detail })
export const unsatisfied = (detail: string): Finding => ({ state: 'unsatisfied', detail })
export const blocked = (
  detail: string,
  remedy: string,
  fix?: Extract<Finding, { state: 'blocked' }>['fix'],
): Finding => ({
  state: 'blocked',
  detail,
  remedy,
  ...(fix && { fix }),
})
