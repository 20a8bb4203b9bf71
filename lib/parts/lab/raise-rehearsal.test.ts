import { expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { stepContext } from '#test/step-context.ts'
import { raiseRehearsal } from './raise-rehearsal.ts'

/** Machines that come up one after the other; raising can die after the first. */
function machines({ diesAfterFirst = false } = {}) {
  const up = new Set<string>()
  const names = ['lab-hap01', 'lab-hap02']
  let dies = diesAfterFirst
  const rehearsal = {
    status: async () => names.map((host) => ({ host, up: up.has(host) })),
    raise: async () => {
      for (const name of names) {
        up.add(name)
        if (!dies) continue
        dies = false
        throw new Error('the wizard died here')
      }
    },
    setService: async () => {},
  }
  return stepContext({ hosts: { rehearsal } })
}

test('raises the machines, and does nothing the second time', async () => {
  const context = machines()
  expect(await raiseRehearsal.check(context)).toMatchObject({ state: 'unsatisfied' })
  expect(await raiseRehearsal.plan?.(context)).toHaveLength(2)
  await raiseRehearsal.apply(context)
  expect(await raiseRehearsal.check(context)).toMatchObject({ state: 'satisfied' })
})

test('is taken up again where it died half-way', async () => {
  const context = machines({ diesAfterFirst: true })
  await expect(raiseRehearsal.apply(context)).rejects.toThrow('died')
  expect(await raiseRehearsal.check(context)).toMatchObject({ state: 'unsatisfied', detail: 'lab-hap02 is not up.' })
  await raiseRehearsal.apply(context)
  expect(await raiseRehearsal.check(context)).toMatchObject({ state: 'satisfied' })
})

test('refuses a lab whose machines are real', async () => {
  await expect(raiseRehearsal.check(stepContext())).rejects.toBeInstanceOf(Failure)
})
