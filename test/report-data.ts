import type { Answers } from '#lib/parts/answers.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import type { ReportData, ReportIdentity } from '#lib/report/report-data.ts'
import { reportRun } from '#lib/report/report-run.ts'
import { progressOf } from '#lib/wizard/progress.ts'
import type { StepOutcome } from '#lib/wizard/run-step.ts'
import type { Part } from '#lib/wizard/step.ts'
import type { StepRow } from '#lib/wizard/step-view.ts'
import { at, nodes, type Told } from './report-evidence.ts'
import { walk } from './report-walk.ts'

type Progress = {
  /** How many Steps are proven, and how the next one ended. */
  upTo?: number
  last?: StepOutcome
  again?: boolean
  name?: string
  answers?: Answers
}

/** A rehearsal as its rows tell it: walked up to a Step, and walked again if `again`. The caller's own, to be changed at will. */
export function reportData(progress: Progress = {}): ReportData {
  const { upTo = 99, name = 'digitalbrain', answers = defaultAnswers('rehearsal') } = progress
  const first = walkedRows('run1', progress)
  const again = progress.again ? first.map((row, n) => satisfiedAgain(row, first.length + n)) : []
  const rows = [...again, ...first].sort((a, b) => b.id - a.id)
  const fingerprints = Object.fromEntries(walk.map(({ id }) => [id, 'f']))
  return {
    madeAt: at(1360),
    version: '0.1.0',
    lab: {
      id: 'lab1',
      name,
      kind: 'rehearsal',
      release: 'bookworm',
      parts: progressOf(parts, answers, rows, { kind: 'rehearsal', fingerprints }),
      identities: [...nodes.map((host) => identity(host, upTo > 0)), certified('LAB-EX01', upTo > 0)],
      holder: upTo > 7 ? 'lab-hap01' : null,
    },
    answers,
    runs: [first, again].filter((steps) => steps.length > 0).map((steps, n) => reportRun(runOf(steps, n))),
  }
}

const parts: Part<Answers>[] = walk.map(({ steps, ...part }) => ({ ...part, steps: steps.map(stepOf) }))

function stepOf({ id, title, purpose, hosts }: Told) {
  const nothing = async () => {
    throw new Error('a report looks at no machine')
  }
  return { id, title, purpose, hostsOf: () => hosts, timeoutMs: 1, check: nothing, apply: nothing }
}

function walkedRows(runId: string, { upTo = 99, last }: Progress): StepRow[] {
  const all = walk.flatMap(({ id: partId, steps }) => steps.map((told) => ({ partId, told })))
  return all.slice(0, last ? upTo + 1 : upTo).map(({ partId, told }, n) => {
    const outcome = n < upTo ? (told.changes ? 'changed' : 'satisfied') : (last ?? null)
    return row(runId, partId, told, n + 1, outcome)
  })
}

function row(runId: string, partId: string, told: Told, id: number, outcome: StepOutcome | null): StepRow {
  const isProven = outcome === 'changed' || outcome === 'satisfied'
  return {
    id,
    runId,
    partId,
    stepId: told.id,
    fingerprint: 'f',
    startedAt: new Date(at(id * 10)),
    endedAt: new Date(at(id * 10 + 3.1)),
    outcome,
    found: told.found ?? told.detail,
    detail: isProven ? told.detail : null,
    ...(isProven ? noFailure : failure),
    changes: outcome === 'satisfied' ? null : (told.changes ?? null),
    evidence: isProven
      ? structuredClone(told.evidence ?? []).map((proof) => ({ ...proof, at: new Date(at(id * 10 + 3)) }))
      : [],
    run: { kind: 'apply', endedAt: new Date(at(500)) },
  }
}

const satisfiedAgain = (row: StepRow, id: number): StepRow => ({
  ...row,
  id: id + 1,
  runId: 'run2',
  outcome: 'satisfied',
  changes: null,
  startedAt: new Date(at(600 + id)),
  endedAt: new Date(at(600.4 + id)),
})

function runOf(steps: StepRow[], n: number) {
  const trouble = steps.some(({ failureCode }) => failureCode)
  const outcome = trouble ? ('failed' as const) : ('done' as const)
  const place = { kind: 'apply' as const, partId: null, stepId: null }
  return {
    id: `run${n + 1}`,
    ...place,
    startedAt: new Date(at(n * 600)),
    endedAt: new Date(at(n * 600 + 142)),
    outcome,
    steps,
  }
}

const failure = {
  failureCode: 'command-failed',
  failureMessage: 'haproxy -c ended with 1 on lab-hap01: unknown keyword ‘http-reuze’ in ‘backend be_owa’ at line 45.',
  failureRemedy: 'Read the line that HAProxy names, put right the answer that asked for it, then look again and go on.',
  failureCause: '[ALERT] (812) : config : parsing [/etc/haproxy/haproxy.cfg.next:45] : unknown keyword ‘http-reuze’',
  failureFix: null,
}

const noFailure = {
  failureCode: null,
  failureMessage: null,
  failureRemedy: null,
  failureCause: null,
  failureFix: null,
}

function certified(host: string, isApproved: boolean): ReportIdentity {
  const details = [
    { name: 'subject', value: `CN=${host}.lab.local` },
    { name: 'valid', value: '2026-11-23 to 2027-11-23' },
  ]
  return {
    ...identity(host, isApproved),
    protocol: 'winrm',
    algorithm: 'certificate',
    offeredFingerprint: `SHA256:${'3F0C'.repeat(16)}`,
    offeredDetails: details,
    approvedFingerprint: isApproved ? `SHA256:${'3F0C'.repeat(16)}` : null,
    approvedDetails: isApproved ? details : [],
  }
}

function identity(host: string, isApproved: boolean): ReportIdentity {
  const fingerprint = `SHA256:${host === 'lab-hap01' ? 'q1YxT0vHcPz3m5nWb8e2' : 'Zr0dK7uJxQ9aVf4LsTg6'}NwEoRrYtUiOpAsDfGhJ8fKc`
  return {
    host,
    protocol: 'ssh',
    offeredDetails: [],
    approvedDetails: [],
    algorithm: 'ssh-ed25519',
    offeredFingerprint: fingerprint,
    offeredAt: at(0),
    approvedFingerprint: isApproved ? fingerprint : null,
    approvedAt: isApproved ? at(12) : null,
    approvedBy: isApproved ? 'Administrator' : null,
  }
}
