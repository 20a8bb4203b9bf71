import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { carryOut } from '#lib/wizard/carry-out.ts'
import type { Hosts } from '#lib/wizard/hosts.ts'
import { openRun, type RunRequest } from '#lib/wizard/journal.ts'
import { redactor } from '#lib/wizard/redact.ts'
import { type Finding, type Part, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'

export type Small = { one: { value: string }; two: { value: string } }
export const small: Small = { one: { value: 'a' }, two: { value: 'b' } }

/** A Step that remembers what was done to it: `done` is the state of its machine. */
export function scripted(
  id: string,
  script: Partial<Step<Small>> = {},
): Step<Small> & { calls: string[]; done: boolean } {
  const step = {
    id,
    title: `Title of ${id}`,
    purpose: `Purpose of ${id}`,
    hostsOf: () => ['machine'],
    timeoutMs: 5_000,
    calls: [] as string[],
    done: false,
    async check(): Promise<Finding> {
      step.calls.push('check')
      return step.done ? satisfied(`${id} is so`) : unsatisfied(`${id} is not so`)
    },
    async apply() {
      step.calls.push('apply')
      step.done = true
    },
    ...script,
  }
  return step
}

export const partOf = (id: 'one' | 'two', ...steps: Step<Small>[]): Part<Small> => ({
  id,
  title: id,
  subtitle: id,
  purpose: id,
  steps,
})

export async function makeLab(id = 'lab1', kind: 'real' | 'rehearsal' = 'real') {
  return db.lab.create({ data: { id, name: `Lab ${id}`, kind } })
}

const nowhere = () => {
  throw new Failure('unreachable', { message: 'This test has no machines.' })
}

export const noHosts: Hosts = {
  shell: nowhere,
  windows: nowhere,
  exchange: nowhere,
  iisRestarted: nowhere,
  diagnose: nowhere,
  identities: nowhere,
  dial: nowhere,
}

type Options = {
  signal?: AbortSignal
  openFails?: Error
  answers?: Small
  hosts?: Hosts
  secrets?: Parameters<typeof redactor>[0]
}

/** Opens and carries out a run of these Parts; resolves with its rows. */
export async function travel(parts: readonly Part<Small>[], request: Partial<RunRequest> = {}, options: Options = {}) {
  const whole: RunRequest = { labId: 'lab1', kind: 'apply', ...request }
  const runId = await openRun(whole)
  await carryOut({
    runId,
    request: whole,
    lab: { id: whole.labId, name: 'Lab', kind: 'real' },
    parts,
    answers: options.answers ?? small,
    openHosts: async () => {
      if (options.openFails) throw options.openFails
      return { hosts: options.hosts ?? noHosts, enter: () => {}, close: async () => {} }
    },
    redact: redactor(options.secrets ?? []),
    signal: options.signal ?? new AbortController().signal,
  })
  return rowsOf(runId)
}

export const rowsOf = (runId: string) =>
  db.run.findUniqueOrThrow({
    where: { id: runId },
    include: { steps: { orderBy: { id: 'asc' }, include: { lines: { orderBy: { id: 'asc' } }, evidence: true } } },
  })
