import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { inNoTime } from '#test/in-no-time.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { installCertificate } from './install-certificate.ts'
import { pushConfiguration } from './push-configuration.ts'
import { reloadHaproxy } from './reload-haproxy.ts'

const CFG = '/etc/haproxy/haproxy.cfg'
const RELOAD = 'systemctl reload-or-restart haproxy'

async function pushed() {
  const installed = () => ({ packages: new Map([['haproxy', '2.6.12-1']]), nonlocalBind: '1' })
  const lab = await loadBalancers({ first: installed(), second: installed() })
  await applyStep(installCertificate, lab.context)
  await applyStep(pushConfiguration, lab.context)
  for (const { transcript } of lab.nodes) transcript.length = 0
  return lab
}

/** Time passes by itself, so that waiting for what never comes takes none. */
beforeEach(
  () =>
    void vi.useFakeTimers({
      shouldAdvanceTime: true,
      advanceTimeDelta: 20,
      toFake: ['setTimeout', 'clearTimeout', 'Date'],
    }),
)
afterEach(() => void vi.useRealTimers())
test('enables and starts HAProxy on both nodes and asks the running process', async () => {
  const { context, nodes } = await pushed()
  const ending = await applyStep(reloadHaproxy, context)
  expect(ending).toMatchObject({
    outcome: 'changed',
    detail: expect.stringMatching(/^HAProxy runs fairlead-[0-9a-f]{16}/),
  })
  expect(changesOn(nodes)).toEqual(
    nodes.flatMap(({ host }) => [
      `${host}: systemctl enable haproxy`,
      `${host}: ${RELOAD}`,
      `${host}: cp -p ${CFG} ${CFG}.proven`,
    ]),
  )
})

test('a second run changes nothing', async () => {
  const { context, nodes } = await pushed()
  await applyStep(reloadHaproxy, context)
  for (const { transcript } of nodes) transcript.length = 0
  expect(await applyStep(reloadHaproxy, context)).toMatchObject({ outcome: 'satisfied' })
  expect(changesOn(nodes)).toEqual([])
})

test('reloads the node that holds the virtual address last', async () => {
  const { context, hap01 } = await pushed()
  hap01.state.holds.add('10.113.0.10')
  const { changes } = await lookAtStep(reloadHaproxy, context)
  expect(changes?.map(({ host }) => host)).toEqual(['lab-hap02', 'lab-hap01'])
})

test('while the address itself is being changed, the node that serves clients still comes last', async () => {
  const { context, hap01 } = await pushed()
  await applyStep(reloadHaproxy, context)
  hap01.state.holds.add('10.113.0.10')
  const answers = { ...context.answers, lab: { ...context.answers.lab, virtualAddress: '10.113.0.99' } }
  const { changes } = await lookAtStep(reloadHaproxy, { ...context, answers })
  expect(changes?.map(({ host }) => host)).toEqual(['lab-hap02', 'lab-hap01'])
})

test('refuses where HAProxy could not bind the address, for even a load that is taken back turns clients away', async () => {
  const { context, nodes, hap02 } = await pushed()
  hap02.state.nonlocalBind = '0'
  const ending = await applyStep(reloadHaproxy, context)
  expect(ending).toMatchObject({ outcome: 'blocked', failure: { fix: { step: 'allow-nonlocal-bind' } } })
  expect(changesOn(nodes)).toEqual([])
})

test('a node that holds the address may bind it without', async () => {
  const { context, hap01 } = await pushed()
  hap01.state.nonlocalBind = '0'
  hap01.state.holds.add('10.113.0.10')
  expect(await applyStep(reloadHaproxy, context)).toMatchObject({ outcome: 'changed' })
})

test('a right file under a process that runs another is not enough', async () => {
  const { context, hap02 } = await pushed()
  await applyStep(reloadHaproxy, context)
  hap02.state.running = { ...hap02.state.running, configuration: 'fairlead-00000000deadbeef' }
  expect(await lookAtStep(reloadHaproxy, context)).toMatchObject({
    outcome: 'pending',
    detail: 'lab-hap02: HAProxy still runs fairlead-00000000deadbeef.',
  })
})

test('neither is a process that shows another certificate', async () => {
  const { context, hap02 } = await pushed()
  await applyStep(reloadHaproxy, context)
  hap02.state.running = { ...hap02.state.running, thumbprint: 'ABCDEF' }
  expect((await lookAtStep(reloadHaproxy, context)).detail).toContain('shows certificate ABCDEF')
})

test('a run that died between the nodes is taken up at the second', async () => {
  const { context, hap01, hap02 } = await pushed()
  hap02.diesAt = RELOAD
  expect(await applyStep(reloadHaproxy, context)).toMatchObject({ outcome: 'failed' })
  hap01.transcript.length = 0
  expect(await applyStep(reloadHaproxy, context)).toMatchObject({ outcome: 'changed' })
  expect(changesOn([hap01])).not.toContain(`lab-hap01: ${RELOAD}`)
})

test.each([
  [
    'Starting frontend fe_https: cannot bind socket (Cannot assign requested address) [10.113.0.10:443]',
    'Allow binding',
  ],
  ['cannot bind socket (Address already in use) [10.113.0.10:443]', 'ss -ltnp'],
  ['[haproxy.main()] Cannot raise FD limit to 40061, limit is 20000.', 'Lower the connections'],
  ['cannot bind socket (Permission denied) [127.0.0.1:8404]', 'SELinux'],
])('a start that fails with “%s” names the way out', async (alarm, remedy) => {
  const { context, hap01, hap02 } = await pushed()
  hap01.state.haproxyRefuses = `[NOTICE]   (7) : New worker\n[ALERT]    (7) : ${alarm}\n[ALERT]    (7) : Current worker (8) exited`
  const ending = await applyStep(reloadHaproxy, context)
  expect(ending).toMatchObject({
    outcome: 'failed',
    failure: { code: 'not-verified', remedy: expect.stringContaining(remedy) },
  })
  expect(ending.failure?.message).toContain(alarm)
  expect(changesOn([hap02])).toEqual([])
})

test('takes a load that fails back to what ran before, and leaves the other node alone', async () => {
  const { context, hap01, hap02 } = await pushed()
  hap01.files.set(`${CFG}.proven`, { content: 'what ran', mode: 0o644, owner: 'root', group: 'root' })
  hap01.state.haproxyRefuses = '[ALERT]    (7) : no'
  const ending = await applyStep(reloadHaproxy, context)
  expect(ending.failure?.message).toContain('The configuration that ran before is back and loaded')
  expect([hap01.files.get(CFG)?.content, hap01.state.units.haproxy?.active]).toEqual(['what ran', true])
  expect(changesOn([hap02])).toEqual([])
})

test('takes a load back by which a service lost its last server', async () => {
  const { context, hap01, nodes } = await pushed()
  await applyStep(reloadHaproxy, context)
  const proven = hap01.files.get(CFG)?.content
  const answers = { ...context.answers, 'load-balancer': { ...context.answers['load-balancer'], hsts: false } }
  await applyStep(pushConfiguration, { ...context, answers })
  for (const { transcript } of nodes) transcript.length = 0
  const original = hap01.ask.bind(hap01)
  hap01.ask = async (words, options) => {
    const result = await original(words, options)
    if (words.join(' ') === RELOAD && hap01.files.get(CFG)?.content !== proven)
      for (const name of hap01.state.servers)
        hap01.state.sick.set(`be_ews/${name}`, { probe: 'L6RSP', code: '', said: 'TLS' })
    return result
  }
  const ending = await inNoTime(applyStep(reloadHaproxy, { ...context, answers }))
  expect(ending.failure?.message).toContain('sees no server any more for be_ews')
  expect(hap01.files.get(CFG)?.content).toBe(proven)
})

test('a process that never answers with the new fingerprint is not waited for for ever', async () => {
  const { context, hap01 } = await pushed()
  const original = hap01.ask.bind(hap01)
  hap01.ask = async (words, options) =>
    words[0] === 'curl' ? { exitCode: 7, stdout: '', stderr: 'refused' } : original(words, options)
  const ending = await inNoTime(applyStep(reloadHaproxy, context))
  expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'not-verified' } })
  expect(ending.failure?.message).toContain('did not answer within 20 seconds')
})

test('undo stops and disables HAProxy only where it had not run before', async () => {
  const { context, hap01, hap02 } = await pushed()
  hap02.state.units.haproxy = { active: true, enabled: true }
  await applyStep(reloadHaproxy, context)
  await undoStep(reloadHaproxy, context)
  expect([hap01.state.units.haproxy, hap02.state.units.haproxy]).toEqual([
    { active: false, enabled: false },
    { active: true, enabled: true },
  ])
})
