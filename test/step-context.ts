import type { Answers } from '#lib/parts/answers.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import type { Secret } from '#lib/secret.ts'
import type { Hosts, Shell, WindowsSession } from '#lib/wizard/hosts.ts'
import type { Evidence, StepContext } from '#lib/wizard/step.ts'

export type TestContext = StepContext<Answers> & {
  readonly logged: string[]
  readonly evidence: Evidence[]
  readonly kept: Map<string, string | Secret>
}

type Options = {
  kind?: 'real' | 'rehearsal'
  answers?: Answers
  shells?: readonly Shell[]
  windows?: readonly WindowsSession[]
  exchange?: readonly WindowsSession[]
  hosts?: Partial<Hosts>
  kept?: Map<string, string | Secret>
  signal?: AbortSignal
}

/** A Step's context without database and network: the given machines, and maps for what is kept. */
export function stepContext({
  kind = 'rehearsal',
  shells = [],
  windows = [],
  exchange = [],
  hosts = {},
  kept = new Map(),
  ...options
}: Options = {}): TestContext {
  const logged: string[] = []
  const evidence: Evidence[] = []
  const before = new Map<string, string | null>()
  return {
    lab: { id: 'lab1', name: 'digitalbrain', kind },
    answers: options.answers ?? defaultAnswers(kind),
    hosts: {
      shell: async (name) => shells.find(({ host }) => host === name) ?? missing(`shell of ${name}`),
      windows: async (name) => windows.find(({ host }) => host === name) ?? missing(`Windows of ${name}`),
      exchange: async (name) => exchange.find(({ host }) => host === name) ?? missing(`Exchange of ${name}`),
      iisRestarted: async () => {},
      diagnose: async (name) => missing(`diagnosis of ${name}`),
      identities: async () => [],
      dial: async () => missing('dial'),
      ...hosts,
    },
    keep: {
      read: async (name) => textOf(kept.get(name)),
      write: async (name, text) => void kept.set(name, text),
      readSecret: async (name) => secretOf(kept.get(name)),
      writeSecret: async (name, secret) => void kept.set(name, secret),
      remove: async (name) => void kept.delete(name),
    },
    before: {
      keep: async (name, value) => void (before.has(name) || before.set(name, value)),
      recall: async (name) => before.get(name),
    },
    log: (line) => void logged.push(line),
    prove: (proof) => void evidence.push(proof),
    signal: options.signal ?? new AbortController().signal,
    logged,
    evidence,
    kept,
  }
}

const textOf = (value: string | Secret | undefined) => (typeof value === 'string' ? value : undefined)
const secretOf = (value: string | Secret | undefined) => (typeof value === 'string' ? undefined : value)

function missing(what: string): never {
  throw new Error(`this test has no ${what}`)
}
