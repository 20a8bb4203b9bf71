import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { pushConfiguration } from './push-configuration.ts'

const CFG = '/etc/haproxy/haproxy.cfg'
const installed = () => ({ packages: new Map([['haproxy', '2.6.12-1']]) })
const bothInstalled = () => loadBalancers({ first: installed(), second: installed() })
const file = (content: string) => ({ content, mode: 0o644, owner: 'root', group: 'root' })

test('writes a draft, has HAProxy judge it, and only then puts it in place', async () => {
  const { context, hap01, hap02 } = await bothInstalled()
  expect(await applyStep(pushConfiguration, context)).toMatchObject({ outcome: 'changed' })
  expect(changesOn([hap01])).toEqual([
    `lab-hap01: write ${CFG}.next 644`,
    `lab-hap01: haproxy -c -f ${CFG}.next`,
    `lab-hap01: write ${CFG} 644`,
    `lab-hap01: rm -f ${CFG}.next`,
  ])
  expect(hap01.files.get(CFG)?.content).toBe(hap02.files.get(CFG)?.content)
})

test('a second run changes nothing, and proves what stands on each node', async () => {
  const { context, nodes } = await bothInstalled()
  await applyStep(pushConfiguration, context)
  for (const { transcript } of nodes) transcript.length = 0
  expect(await applyStep(pushConfiguration, context)).toMatchObject({ outcome: 'satisfied' })
  expect(changesOn(nodes)).toEqual([])
  expect(context.evidence.map(({ data }) => 'host' in data && data.host)).toContain('lab-hap02')
})

test('a configuration that HAProxy refuses never reaches the live path', async () => {
  const { context, hap01 } = await bothInstalled()
  hap01.files.set(CFG, file('what runs'))
  hap01.state.invalid = '[ALERT] unknown keyword'
  const ending = await applyStep(pushConfiguration, context)
  expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'command-failed' } })
  expect(ending.failure?.message).toContain('what runs was not touched')
  expect(hap01.files.get(CFG)?.content).toBe('what runs')
})

test('shows what a foreign configuration would be replaced by, and why, and keeps its passwords out of sight', async () => {
  const { context, hap01 } = await bothInstalled()
  hap01.files.set(CFG, file('listen stats\n    stats auth admin:s3cret\n'))
  const { changes = [] } = await lookAtStep(pushConfiguration, context)
  const [change] = changes
  expect(change?.summary).toContain('a configuration that Fairlead did not write')
  expect(change?.file?.before).toBe('listen stats\n    stats auth admin:<secret>\n')
  expect(change?.file?.why?.find(({ line }) => line === 'http-reuse never')?.because).toContain('mailbox')
  expect(JSON.stringify([changes, context.logged])).not.toContain('s3cret')
})

test('keeps a foreign configuration beside, says where, and puts it back on undo', async () => {
  const { context, hap01 } = await bothInstalled()
  hap01.files.set(CFG, file('foreign'))
  await applyStep(pushConfiguration, context)
  expect(context.logged).toContain(`kept a configuration that Fairlead did not write as ${CFG}.previous`)
  await undoStep(pushConfiguration, context)
  expect(hap01.files.get(CFG)?.content).toBe('foreign')
})

test('undo loads what it has put back where HAProxy runs', async () => {
  const { context, hap01 } = await bothInstalled()
  hap01.files.set(CFG, file('foreign'))
  await applyStep(pushConfiguration, context)
  hap01.state.units.haproxy = { active: true, enabled: true }
  hap01.transcript.length = 0
  await undoStep(pushConfiguration, context)
  expect(changesOn([hap01]).at(-1)).toBe('lab-hap01: systemctl reload-or-restart haproxy')
})

test('a run that died between draft and live file is taken up again', async () => {
  const { context, hap01 } = await bothInstalled()
  hap01.diesAt = `write ${CFG} 644`
  expect(await applyStep(pushConfiguration, context)).toMatchObject({ outcome: 'failed' })
  expect(await applyStep(pushConfiguration, context)).toMatchObject({ outcome: 'changed' })
  expect(hap01.files.has(`${CFG}.next`)).toBe(false)
})

test('keeps aside what runs before it is first replaced, so that a failed load can go back', async () => {
  const { context, hap01 } = await bothInstalled()
  hap01.state.units.haproxy = { active: true, enabled: true }
  hap01.files.set(CFG, file('what runs'))
  await applyStep(pushConfiguration, context)
  expect(hap01.files.get(`${CFG}.proven`)?.content).toBe('what runs')
})

test.each([
  ['the unit', { descriptors: '4096' }],
  ['systemd itself', { systemdDescriptors: '4096' }],
])('refuses more connections than %s may open files, which haproxy -c would accept', async (_, limits) => {
  const { context, nodes } = await loadBalancers({ first: installed(), second: { ...installed(), ...limits } })
  const ending = await applyStep(pushConfiguration, context)
  expect(ending).toMatchObject({ outcome: 'blocked', failure: { fix: { field: 'maxConnections' } } })
  expect(ending.failure?.message).toContain('lab-hap02 lets HAProxy open 4096 files')
  expect(ending.failure?.remedy).toContain('1798')
  expect(changesOn(nodes)).toEqual([])
})

test.each(['infinity', '', '524288'])('takes a limit of %j for enough', async (descriptors) => {
  const { context } = await loadBalancers({ first: { ...installed(), descriptors }, second: installed() })
  expect(await applyStep(pushConfiguration, context)).toMatchObject({ outcome: 'changed' })
})

test('refuses without certificates, for the configuration names them', async () => {
  const { context, nodes } = await bothInstalled()
  context.kept.clear()
  expect(await applyStep(pushConfiguration, context)).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { part: 'pki' } },
  })
  expect(changesOn(nodes)).toEqual([])
})
