import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { pushKeepalived } from './push-keepalived.ts'

const CONF = '/etc/keepalived/keepalived.conf'
const DROP_IN = '/etc/systemd/system/keepalived.service.d/fairlead.conf'
const NOTIFY = '/usr/libexec/keepalived/fairlead-vrrp'
const file = (content: string) => ({ content, mode: 0o644, owner: 'root', group: 'root' })

function ready() {
  const node = () => ({
    packages: new Map([['keepalived', '2.2.7']]),
    running: { configuration: 'fairlead-0123456789abcdef' },
  })
  return loadBalancers({ first: node(), second: node() })
}

test('makes the script user, writes script, unit and configuration, and starts keepalived', async () => {
  const { context, hap01 } = await ready()
  expect(await applyStep(pushKeepalived, context)).toMatchObject({ outcome: 'changed' })
  expect(changesOn([hap01]).map((line) => line.replace('lab-hap01: ', ''))).toEqual([
    'useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin keepalived_script',
    'install -d -m 0755 /usr/libexec/keepalived /etc/systemd/system/keepalived.service.d',
    `write ${NOTIFY} 755`,
    `write ${DROP_IN} 644`,
    `write ${CONF}.next 640`,
    `keepalived -t -f ${CONF}.next`,
    `rm -f ${CONF}.next`,
    `write ${CONF} 640`,
    'systemctl daemon-reload',
    'systemctl enable keepalived',
    'systemctl reload-or-restart keepalived',
  ])
})

test('has a copy judged whose scripts run as root: keepalived 2.2.7 ends the test of any other by SIGTERM', async () => {
  const { context, hap01 } = await ready()
  hap01.state.invalid = 'stop here'
  await applyStep(pushKeepalived, context)
  expect(hap01.files.get(`${CONF}.next`)?.content).toContain('script_user root root')
})

test('a second run changes nothing', async () => {
  const { context, nodes } = await ready()
  await applyStep(pushKeepalived, context)
  for (const { transcript } of nodes) transcript.length = 0
  expect(await applyStep(pushKeepalived, context)).toMatchObject({ outcome: 'satisfied' })
  expect(changesOn(nodes)).toEqual([])
  expect(context.evidence.filter(({ subject }) => subject === CONF)).toHaveLength(2 * 2)
})

test('a configuration that keepalived refuses never reaches the live path', async () => {
  const { context, hap01 } = await ready()
  hap01.files.set(CONF, file('what runs'))
  hap01.state.invalid = 'Unknown keyword'
  const ending = await applyStep(pushKeepalived, context)
  expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'command-failed' } })
  expect(hap01.files.get(CONF)?.content).toBe('what runs')
})

test('refuses while HAProxy does not answer on a node, which would never be given the address', async () => {
  const { context, nodes, hap02 } = await ready()
  hap02.state.running = undefined
  const ending = await applyStep(pushKeepalived, context)
  expect(ending).toMatchObject({ outcome: 'blocked', failure: { fix: { part: 'load-balancer' } } })
  expect(changesOn(nodes)).toEqual([])
})

test('refuses a node whose address is on none of its interfaces', async () => {
  const { context, nodes } = await ready()
  const hosts = context.answers.lab.hosts.map((host) =>
    host.name === 'lab-hap02' ? { ...host, address: '10.113.0.99' } : host,
  )
  const answers = { ...context.answers, lab: { ...context.answers.lab, hosts } }
  const ending = await applyStep(pushKeepalived, { ...context, answers })
  expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'host-unfit', fix: { field: 'hosts' } } })
  expect(changesOn(nodes)).toEqual([])
})

test.each([
  'write /etc/keepalived/keepalived.conf 640',
  'systemctl daemon-reload',
  'systemctl reload-or-restart',
  'useradd',
])('a run that died at “%s” is taken up again', async (place) => {
  const { context, hap01 } = await ready()
  hap01.diesAt = place
  expect(await applyStep(pushKeepalived, context)).toMatchObject({ outcome: 'failed' })
  expect(await applyStep(pushKeepalived, context)).toMatchObject({ outcome: 'changed' })
})

test('a right file under a keepalived that has loaded another is not enough', async () => {
  const { context, hap01 } = await ready()
  await applyStep(pushKeepalived, context)
  hap01.files.set('/run/keepalived.conf.loaded', file('older'))
  expect((await lookAtStep(pushKeepalived, context)).detail).toBe(
    'lab-hap01: keepalived runs with an older configuration.',
  )
})

test('changes the node that holds the address last', async () => {
  const { context, hap01, hap02 } = await ready()
  hap01.state.holds.add('10.113.0.10')
  hap02.diesAt = 'useradd'
  await applyStep(pushKeepalived, context)
  expect(changesOn([hap01])).toEqual([])
})

test('a dry run shows each file with the reasons of its lines, and changes nothing', async () => {
  const { context, nodes } = await ready()
  const { changes = [] } = await lookAtStep(pushKeepalived, context)
  const shown = changes.filter(({ host }) => host === 'lab-hap01').map(({ file, command }) => file?.path ?? command)
  expect(shown).toEqual([
    expect.stringContaining('useradd'),
    NOTIFY,
    DROP_IN,
    CONF,
    'systemctl reload-or-restart keepalived',
  ])
  expect(changes.find(({ file }) => file?.path === CONF)?.file?.why?.length).toBeGreaterThan(10)
  expect(changesOn(nodes)).toEqual([])
})

test('undo stops keepalived, takes away what it made and puts back what had been there', async () => {
  const { context, hap01, hap02 } = await ready()
  hap02.files.set(CONF, file('older'))
  hap02.state.units.keepalived = { active: true, enabled: true }
  await applyStep(pushKeepalived, context)
  await undoStep(pushKeepalived, context)
  expect(hap01.state.units.keepalived).toEqual({ active: false, enabled: false })
  expect([CONF, DROP_IN, NOTIFY].filter((path) => hap01.files.has(path))).toEqual([])
  expect(hap01.state.users.size).toBe(0)
  expect([hap02.files.get(CONF)?.content, hap02.state.units.keepalived?.active]).toEqual(['older', true])
})
