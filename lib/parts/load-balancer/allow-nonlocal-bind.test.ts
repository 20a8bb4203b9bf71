import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { allowNonlocalBind } from './allow-nonlocal-bind.ts'

const FILE = '/etc/sysctl.d/60-fairlead.conf'

test('sets it for now and for every start, from its own file only', async () => {
  const { context, nodes } = await loadBalancers()
  expect(await applyStep(allowNonlocalBind, context)).toMatchObject({ outcome: 'changed' })
  expect(nodes.map(({ state }) => state.nonlocalBind)).toEqual(['1', '1'])
  expect(changesOn(nodes)).toEqual(
    nodes.flatMap(({ host }) => [`${host}: write ${FILE} 644`, `${host}: sysctl -p ${FILE}`]),
  )
})

test('a second run changes nothing', async () => {
  const { context, nodes } = await loadBalancers()
  await applyStep(allowNonlocalBind, context)
  for (const { transcript } of nodes) transcript.length = 0
  expect(await applyStep(allowNonlocalBind, context)).toMatchObject({ outcome: 'satisfied' })
  expect(changesOn(nodes)).toEqual([])
})

test('a run that died between file and kernel is taken up again', async () => {
  const { context, hap01 } = await loadBalancers()
  hap01.diesAt = 'sysctl -p'
  expect(await applyStep(allowNonlocalBind, context)).toMatchObject({ outcome: 'failed' })
  expect(await applyStep(allowNonlocalBind, context)).toMatchObject({ outcome: 'changed' })
})

test('is not content with a kernel that forgets it at the next start', async () => {
  const { context } = await loadBalancers({ first: { nonlocalBind: '1' } })
  expect(await lookAtStep(allowNonlocalBind, context)).toMatchObject({ outcome: 'pending' })
})

test('refuses to call it done where the kernel does not take it', async () => {
  const { context, hap01 } = await loadBalancers()
  Object.defineProperty(hap01.state, 'nonlocalBind', { get: () => '0', set: () => {} })
  expect(await applyStep(allowNonlocalBind, context)).toMatchObject({
    outcome: 'failed',
    failure: { code: 'not-verified' },
  })
})

test('undo puts kernel and file back as they were', async () => {
  const { context, hap01, hap02 } = await loadBalancers({ second: { nonlocalBind: '1' } })
  hap02.files.set(FILE, { content: 'somebody else’s\n', mode: 0o644, owner: 'root', group: 'root' })
  await applyStep(allowNonlocalBind, context)
  await undoStep(allowNonlocalBind, context)
  expect([hap01.state.nonlocalBind, hap01.files.has(FILE)]).toEqual(['0', false])
  expect([hap02.state.nonlocalBind, hap02.files.get(FILE)?.content]).toEqual(['1', 'somebody else’s\n'])
})
