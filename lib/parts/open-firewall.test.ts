import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { openForPeer } from './high-availability/open-firewall.ts'
import { openForClients } from './load-balancer/open-firewall.ts'

const running = () => loadBalancers({ first: { firewall: new Set() }, second: { firewall: new Set() } })

test('lets clients through for now and for every start', async () => {
  const { context, hap01 } = await running()
  expect(await applyStep(openForClients, context)).toMatchObject({ outcome: 'changed' })
  expect([...(hap01.state.firewall ?? [])]).toEqual([
    'service=http',
    '--permanent service=http',
    'service=https',
    '--permanent service=https',
  ])
})

test('lets VRRP through from the other node and from nobody else', async () => {
  const { context, hap01, hap02 } = await running()
  await applyStep(openForPeer, context)
  const rule = (address: string) =>
    `rich-rule=rule family="ipv4" source address="${address}" protocol value="vrrp" accept`
  expect([...(hap01.state.firewall ?? [])]).toEqual([rule('10.113.0.12'), `--permanent ${rule('10.113.0.12')}`])
  expect([...(hap02.state.firewall ?? [])]).toEqual([rule('10.113.0.11'), `--permanent ${rule('10.113.0.11')}`])
})

test('has nothing to do where no firewalld runs', async () => {
  const { context, nodes } = await loadBalancers()
  expect(await applyStep(openForClients, context)).toMatchObject({
    outcome: 'satisfied',
    detail: 'No firewalld runs on lab-hap01 and lab-hap02.',
  })
  expect(changesOn(nodes)).toEqual([])
})

test('a second run changes nothing', async () => {
  const { context, nodes } = await running()
  await applyStep(openForClients, context)
  for (const { transcript } of nodes) transcript.length = 0
  expect(await applyStep(openForClients, context)).toMatchObject({ outcome: 'satisfied' })
  expect(changesOn(nodes)).toEqual([])
})

test('is not content with what the next start forgets, and tells the command that is missing', async () => {
  const open = new Set(['service=http', '--permanent service=http', 'service=https'])
  const { context } = await loadBalancers({ first: { firewall: open } })
  expect((await lookAtStep(openForClients, context)).changes).toEqual([
    {
      host: 'lab-hap01',
      summary: 'Would let https through firewalld at every start',
      command: 'firewall-cmd --permanent --zone=public --add-service=https',
    },
  ])
})

test('a run that died half-way is taken up again', async () => {
  const { context, hap01 } = await running()
  hap01.diesAt = '--permanent --zone=public --add-service=http'
  expect(await applyStep(openForClients, context)).toMatchObject({ outcome: 'failed' })
  expect(await applyStep(openForClients, context)).toMatchObject({ outcome: 'changed' })
})

test('refuses to call it done where firewalld takes nothing', async () => {
  const { context, hap01 } = await running()
  if (hap01.state.firewall) hap01.state.firewall.add = () => new Set()
  expect(await applyStep(openForClients, context)).toMatchObject({
    outcome: 'failed',
    failure: { code: 'not-verified' },
  })
})

test('undo closes only what it had opened', async () => {
  const { context, hap01 } = await loadBalancers({ first: { firewall: new Set(['--permanent service=https']) } })
  await applyStep(openForClients, context)
  await undoStep(openForClients, context)
  expect([...(hap01.state.firewall ?? [])]).toEqual(['--permanent service=https'])
})
