import { expect, test } from 'vitest'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import { LinuxNode } from '#test/linux-node.ts'
import { stepContext } from '#test/step-context.ts'
import { reachPackages } from './reach-packages.ts'

const refresh = 'env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -y -o DPkg::Lock::Timeout=120 update'
const both = { haproxy: '2.6.12-1+deb12u4', keepalived: '1:2.2.7-1+b2' }
const pair = (state: ConstructorParameters<typeof LinuxNode>[1] = {}) =>
  [new LinuxNode('lab-hap01', state), new LinuxNode('lab-hap02', { ...state, offers: { ...state.offers } })] as const

test('lists that know neither package are fetched, and the versions are told', async () => {
  const shells = pair({ offers: {}, offersLater: both })
  const context = stepContext({ shells })
  expect(await applyStep(reachPackages, context)).toMatchObject({
    outcome: 'changed',
    detail: expect.stringContaining('HAProxy 2.6.12-1+deb12u4 and keepalived 2.2.7-1+b2'),
    changes: [{ host: 'lab-hap01', command: refresh }, { host: 'lab-hap02' }],
  })
  expect(context.evidence[0]).toMatchObject({
    data: [
      { name: 'HAProxy', value: '2.6.12-1+deb12u4' },
      { name: 'keepalived', value: '2.2.7-1+b2' },
      { name: 'SELinux', value: 'not installed' },
      { name: 'firewalld', value: 'not active' },
    ],
  })
})

test('where both are known nothing is fetched: a node without Internet can do', async () => {
  const shells = pair({ offers: both })
  expect(await applyStep(reachPackages, stepContext({ shells }))).toMatchObject({ outcome: 'satisfied' })
  expect(shells[0].transcript).not.toContain(refresh)
})

test('HAProxy 1.8 is refused before anything is built on it', async () => {
  const shells = pair({ offers: { ...both, haproxy: '1.8.27-5.el8' } })
  expect(await applyStep(reachPackages, stepContext({ shells }))).toMatchObject({
    outcome: 'blocked',
    failure: { message: expect.stringContaining('HAProxy 1.8.27-5.el8'), remedy: expect.stringContaining('RHEL 9') },
  })
})

test('what fresh lists do not offer either is said to be missing from the sources', async () => {
  const shells = pair({ offers: {}, offersLater: { haproxy: '2.6.12-1' } })
  expect(await applyStep(reachPackages, stepContext({ shells }))).toMatchObject({
    outcome: 'failed',
    failure: { message: expect.stringMatching(/do not know keepalived.*just been fetched/), remedy: /universe/ },
  })
})

test('a system of no known family is refused', async () => {
  const shells = pair()
  shells[0].put('/etc/os-release', 'ID=slackware\n')
  expect(await lookAtStep(reachPackages, stepContext({ shells }))).toMatchObject({
    outcome: 'blocked',
    failure: { remedy: expect.stringContaining('Debian') },
  })
})

test('a run that died while fetching is taken up again', async () => {
  const shells = pair({ offers: {}, offersLater: both })
  shells[1].diesAt = 'update'
  const context = stepContext({ shells })
  expect(await applyStep(reachPackages, context)).toMatchObject({ outcome: 'failed' })
  expect(await applyStep(reachPackages, context)).toMatchObject({
    outcome: 'changed',
    changes: [{ host: 'lab-hap02' }],
  })
})
