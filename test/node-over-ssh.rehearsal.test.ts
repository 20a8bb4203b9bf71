import { afterAll, beforeAll, expect, test } from 'vitest'
import { armOutage, endOutage, hasOutage, killHaproxy } from '#lib/parts/demo/haproxy-outage.ts'
import { readIdentity } from '#lib/protocols/ssh/identity.ts'
import { type OpenShell, openShell } from '#lib/protocols/ssh/shell.ts'
import { type RehearsalLab, rehearsal } from '#lib/rehearsal/rehearsal.ts'
import { sweep } from '#lib/rehearsal/sweep.ts'
import { labPlan, labsFolder, loginKey, sudoPassword } from './rehearsal-lab.ts'

// What only a machine with a systemd of its own can show.
const place = { host: 'lab-hap01', address: '10.113.0.11', port: 22 }
const never = new AbortController().signal
let labs: string
let remove: () => Promise<void>
let lab: RehearsalLab
let node: OpenShell

beforeAll(async () => {
  ;({ labs, remove } = await labsFolder())
  const plan = labPlan(labs, 'onenode')
  const hosts = plan.hosts.filter(({ name }) => name === 'lab-hap01' || name === 'LAB-WS01')
  lab = rehearsal({ ...plan, hosts })
  await lab.raise({ log: () => {}, signal: never })
  const login = { user: 'fairlead', method: 'key' as const, privateKey: loginKey }
  const approved = (await shownKey()).fingerprint
  node = await openShell({ ...place, dial: lab.dial, login, sudoPassword, approved, log: () => {}, signal: never })
})

afterAll(async () => {
  node?.close()
  await sweep([], { labs })
  await remove()
})

const shownKey = () => readIdentity({ ...place, dial: lab.dial, signal: AbortSignal.timeout(20_000) })

test('the host key that is read over the network is the one that lies on the node', async () => {
  const { algorithm, fingerprint } = await shownKey()
  expect(algorithm).toBe('Ed25519')
  expect(await lab.hostKeys()).toMatchObject([{ host: 'lab-hap01', fingerprint }])
})

test('commands and files of the node are those of root', async () => {
  expect(await node.run(['id', '-un'])).toBe('root\n')
  await node.write('/etc/fairlead-proof', 'one\n', { mode: 0o600 })
  const { previous } = await node.write('/etc/fairlead-proof', 'two\n', { mode: 0o640, group: 'adm' })
  expect(await node.run(['stat', '-c', '%a %U:%G', '/etc/fairlead-proof', previous ?? ''])).toBe(
    '640 root:adm\n600 root:root\n',
  )
})

test('an aborted command leaves nothing behind', async () => {
  const stop = new AbortController()
  const running = node.run(['sh', '-c', 'sleep 4343 & echo up; wait'], {
    signal: stop.signal,
    onLine: () => stop.abort(new Error('stopped')),
  })
  await expect(running).rejects.toThrow('stopped')
  expect(await node.ask(['pgrep', '-f', '^sleep 4343'])).toMatchObject({ exitCode: 1 })
})

// The unit is a stand-in; what is held here is systemd to its word about drop-ins, transient timers and reloads.
const unit = '[Service]\nExecStart=/bin/sleep infinity\nRestart=always\nRestartSec=100ms\n'
const isActive = async () => (await node.ask(['systemctl', 'is-active', 'haproxy'])).stdout.trim()

test('a killed HAProxy stays down until the node itself puts it back, without a word from Fairlead', async () => {
  await node.write('/etc/systemd/system/haproxy.service', unit, { mode: 0o644 })
  await node.run(['systemctl', 'daemon-reload'])
  await node.run(['systemctl', 'start', 'haproxy'])

  await armOutage(node, 6)
  await node.run(killHaproxy)
  await expect.poll(isActive).toBe('failed')
  expect(await hasOutage(node)).toBe(true)
  await expect.poll(isActive, { timeout: 20_000, interval: 200 }).toBe('active')
  await expect.poll(() => hasOutage(node), { timeout: 5000 }).toBe(false)
})

test('a killed HAProxy is put back by Fairlead, and systemd starts it again by itself from then on', async () => {
  await armOutage(node)
  await node.run(killHaproxy)
  await expect.poll(isActive).toBe('failed')
  await endOutage(node, AbortSignal.timeout(20_000))
  expect(await isActive()).toBe('active')
  expect(await hasOutage(node)).toBe(false)

  const before = await node.run(['systemctl', 'show', 'haproxy', '--property=MainPID'])
  await node.run(killHaproxy)
  await expect
    .poll(
      async () => [
        await isActive(),
        (await node.run(['systemctl', 'show', 'haproxy', '--property=MainPID'])) !== before,
      ],
      { timeout: 5000 },
    )
    .toEqual(['active', true])
})
