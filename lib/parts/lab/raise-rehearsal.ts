import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import type { Rehearsal } from '#lib/wizard/hosts.ts'
import { type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'

export const raiseRehearsal: Step<Answers> = {
  id: 'raise-rehearsal',
  title: 'Machines of the rehearsal',
  purpose: 'Makes the machines of this lab on this host, out of namespaces. Nothing of the host itself changes.',
  hostsOf: ({ lab }) => lab.hosts.map(({ name }) => name),
  only: 'rehearsal',
  // The first rehearsal on a host also makes the nodes' root file system.
  timeoutMs: 20 * 60_000,

  async check({ hosts, prove }) {
    const machines = await rehearsalOf(hosts.rehearsal).status()
    const down = machines.filter(({ up }) => !up).map(({ host }) => host)
    if (down.length > 0) return unsatisfied(`${down.join(', ')} ${down.length === 1 ? 'is' : 'are'} not up.`)
    prove({ kind: 'fact', subject: 'machines', data: machines.map(({ host }) => ({ name: host, value: 'up' })) })
    return satisfied(`${machines.length} machines are up.`)
  },

  async plan({ hosts }) {
    const machines = await rehearsalOf(hosts.rehearsal).status()
    return machines
      .filter(({ up }) => !up)
      .map(({ host }) => ({ host, summary: `Would be raised in namespaces of its own on this host.` }))
  },

  async apply({ hosts, log, signal }) {
    await rehearsalOf(hosts.rehearsal).raise({ log, signal })
  },
}

function rehearsalOf(rehearsal: Rehearsal | undefined): Rehearsal {
  if (rehearsal) return rehearsal
  throw new Failure('host-unfit', {
    message: 'This lab has no rehearsal machines.',
    remedy: 'Make a new lab of kind "rehearsal".',
  })
}
