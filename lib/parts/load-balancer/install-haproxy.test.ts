import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { installHaproxy } from './install-haproxy.ts'

const INSTALL =
  'env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -y -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold install --no-install-recommends haproxy'

test('installs HAProxy on both nodes and says which version is there', async () => {
  const { context, nodes } = await loadBalancers()
  expect(await applyStep(installHaproxy, context)).toMatchObject({
    outcome: 'changed',
    detail: 'haproxy 2.6.12-1 on lab-hap01, haproxy 2.6.12-1 on lab-hap02',
  })
  expect(changesOn(nodes)).toEqual([`lab-hap01: ${INSTALL}`, `lab-hap02: ${INSTALL}`])
})

test('a second run changes nothing', async () => {
  const packages = () => ({ packages: new Map([['haproxy', '2.6.12-1']]) })
  const { context, nodes } = await loadBalancers({ first: packages(), second: packages() })
  expect(await applyStep(installHaproxy, context)).toMatchObject({ outcome: 'satisfied' })
  expect(changesOn(nodes)).toEqual([])
})

test('brings curl where it is missing, by which the node asks its own HAProxy', async () => {
  const { context, hap01 } = await loadBalancers({ first: { programs: new Set() } })
  await applyStep(installHaproxy, context)
  expect(changesOn([hap01])).toEqual([`lab-hap01: ${INSTALL} curl`])
})

test.each([
  ['installed', { packages: new Map([['haproxy', '2.2.9-2']]) }],
  ['offered', { candidates: { haproxy: '1.8.27-5.el8' } }],
])('refuses a version that is too old where it is %s, and installs nothing', async (_, second) => {
  const { context, hap02 } = await loadBalancers({ second })
  const ending = await applyStep(installHaproxy, context)
  expect(ending).toMatchObject({ outcome: 'blocked', failure: { remedy: expect.stringContaining('RHEL 9') } })
  expect(ending.failure?.message).toMatch(/lab-hap02 has haproxy (2\.2\.9|1\.8\.27)/)
  expect(changesOn([hap02])).toEqual([])
})

test('refuses a system whose packages it does not know', async () => {
  const { context, hap02 } = await loadBalancers()
  hap02.files.set('/etc/os-release', { content: 'ID=alpine\n', mode: 0o644, owner: 'root', group: 'root' })
  expect(await applyStep(installHaproxy, context)).toMatchObject({ outcome: 'blocked' })
})

test('fetches the lists once more where the first try fails', async () => {
  const { context, hap01 } = await loadBalancers({ first: { candidates: {} } })
  const ending = await applyStep(installHaproxy, context)
  expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'command-failed' } })
  expect(changesOn([hap01]).map((line) => line.split(' ').at(-1))).toEqual(['haproxy', 'update', 'haproxy'])
})

test('a run that died between the nodes is taken up at the second', async () => {
  const { context, hap01, hap02 } = await loadBalancers()
  hap02.diesAt = 'install'
  await applyStep(installHaproxy, context)
  hap01.transcript.length = 0
  expect(await applyStep(installHaproxy, context)).toMatchObject({ outcome: 'changed' })
  expect(changesOn([hap01])).toEqual([])
})

test('a dry run tells the command for each node', async () => {
  const { context } = await loadBalancers()
  const { changes } = await lookAtStep(installHaproxy, context)
  expect(changes).toEqual([
    { host: 'lab-hap01', summary: 'Would install haproxy', command: INSTALL },
    { host: 'lab-hap02', summary: 'Would install haproxy', command: INSTALL },
  ])
})

test('undo removes only what it had installed', async () => {
  const { context, hap01, hap02 } = await loadBalancers({ second: { packages: new Map([['haproxy', '2.6.12-1']]) } })
  await applyStep(installHaproxy, context)
  await undoStep(installHaproxy, context)
  expect([hap01.state.packages.has('haproxy'), hap02.state.packages.has('haproxy')]).toEqual([false, true])
})
