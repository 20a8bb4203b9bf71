import { readFileSync, writeFileSync } from 'node:fs'
import { clientAccess } from '#lib/parts/client-access/part.ts'
import { trustAuthorities } from '#lib/parts/pki/trust-authorities.ts'
import type { RunningHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { Secret } from '#lib/secret.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { applyStep } from '#lib/wizard/run-step.ts'
import { windowsLab } from './windows-lab.ts'

/** What outlives a wizard; `secrets` names those of `kept` that are secrets. */
export type Memory = {
  /** Config and ports of each. */
  hosts: unknown[]
  kept: Record<string, string>
  secrets: string[]
  before: Record<string, Record<string, string | null>>
  outcomes: Record<string, string>
  /** The Step to begin with. */
  from: number
  /** Killed in this Step, after so many pipelines or things kept; where that never comes, the Step is the last. */
  dies: { step: number; after: 'pipeline' | 'kept'; times: number } | null
}

// A wizard in a process of its own, to be killed: `wizard-of-part-3.ts MEMORY`.
const [file = ''] = process.argv.slice(2)
// Written by the test, and by this very program.
const memory = JSON.parse(readFileSync(file, 'utf8')) as Memory
const remember = () => writeFileSync(file, JSON.stringify(memory))
// The hosts run in the test's process: only their settings and ports are asked for here.
const lab = await windowsLab(memory.hosts as RunningHost[])

const steps = [trustAuthorities, ...clientAccess.steps]
let left = memory.dies?.times ?? 0
for (const [at, step] of steps.entries()) {
  if (at < memory.from || (memory.dies && at > memory.dies.step)) continue
  const { outcome, failure } = await applyStep(step, contextOf(at))
  memory.outcomes[step.id] = failure ? `${outcome}: ${failure.message}` : outcome
  remember()
}
await lab.close()

function contextOf(at: number): typeof lab.context {
  const id = steps[at]?.id ?? ''
  memory.before[id] ??= {}
  const before = memory.before[id]
  const keeping = <Given extends unknown[]>(keep: (...given: Given) => void) => {
    return async (...given: Given) => {
      keep(...given)
      remember()
      diesHere(at, 'kept')
    }
  }
  const isSecret = (name: string) => memory.secrets.includes(name)
  const { hosts } = lab.context
  return {
    ...lab.context,
    keep: {
      read: async (name) => (isSecret(name) ? undefined : memory.kept[name]),
      readSecret: async (name) => (isSecret(name) ? new Secret(memory.kept[name] ?? '') : undefined),
      write: keeping((name, text) => void Object.assign(memory.kept, { [name]: text })),
      writeSecret: keeping((name, secret) => {
        memory.kept[name] = secret.reveal()
        if (!isSecret(name)) memory.secrets.push(name)
      }),
      remove: keeping((name) => void delete memory.kept[name]),
    },
    before: {
      keep: keeping((name, value) => void (name in before || Object.assign(before, { [name]: value }))),
      recall: async (name) => before[name],
    },
    hosts: {
      ...hosts,
      windows: async (name) => mortal(await hosts.windows(name), at),
      exchange: async (name) => mortal(await hosts.exchange(name), at),
    },
  }
}

/** What a pipeline put out has arrived, and nobody was told. */
function mortal(session: WindowsSession, at: number): WindowsSession {
  return {
    ...session,
    run: async (...given) => {
      const output = await session.run(...given)
      diesHere(at, 'pipeline')
      return output
    },
  }
}

function diesHere(at: number, after: 'pipeline' | 'kept') {
  if (memory.dies?.step !== at || memory.dies.after !== after) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}
